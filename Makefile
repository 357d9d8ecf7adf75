# `make run` starts Returkoll, `make test` tests it: each does all of its own set-up. The README says more.
PYTHON ?= python3
IN_VENV := .venv/bin/

export PIP_DISABLE_PIP_VERSION_CHECK = 1

# Options for pytest: make test ARGS='tests/web/clinic -k sealing'
ARGS ?=

.PHONY: help run dev shell setup test test-fast check audit sbom fix bench translations requirements

help:
	@echo "make run           set up what is missing, and start Returkoll (HTTPS=1: for the live camera on a clinic's own network)"
	@echo "make dev           the same on this machine only, and started again by itself when a file of the code changes"
	@echo "make shell         a Python prompt inside the application, with its database"
	@echo "make test          set up what is missing, and run every test (ARGS='tests/web/clinic -k sealing': only those)"
	@echo "make test-fast     the same without the slow ones and those that drive a browser"
	@echo "make fix           format and sort what \`make check\` would complain about"
	@echo "make check         lint and format (Python, scripts, stylesheets, templates), types and the rooms' directions"
	@echo "make audit         ask whether a pinned package has a known security fault, and fail where that cannot be asked"
	@echo "make sbom          print what Returkoll is made of, as CycloneDX JSON (ARGS=sbom.json: into that file)"
	@echo "make bench         run the benchmarks"
	@echo "make translations  bring the English catalogue up to the texts in the code, and compile it"
	@echo "make setup         set up everything, start nothing"
	@echo "make requirements  pin requirements.in and requirements-dev.in anew"

run:
	@$(PYTHON) -m scripts.setup run
	@exec $(IN_VENV)python -m scripts.start $(if $(filter-out 0,$(HTTPS)),--https)

dev:
	@$(PYTHON) -m scripts.setup run
	@exec $(IN_VENV)python -m scripts.develop

shell:
	@$(PYTHON) -m scripts.setup run
	@exec $(IN_VENV)flask --app app shell

setup:
	@$(PYTHON) -m scripts.setup test

test:
	@$(PYTHON) -m scripts.setup test
	$(IN_VENV)python -m pytest --numprocesses=auto --dist=worksteal --durations=15 $(ARGS)

test-fast:
	@$(PYTHON) -m scripts.setup test
	$(IN_VENV)python -m pytest --numprocesses=auto --dist=worksteal -m "not slow and not browser" $(ARGS)

fix:
	@$(PYTHON) -m scripts.setup test
	$(IN_VENV)ruff check --fix --quiet . || true
	$(IN_VENV)ruff format --quiet .
	$(IN_VENV)ruff check .
	$(IN_VENV)python -m scripts.lint_pages --fix

check:
	@$(PYTHON) -m scripts.setup test
	$(IN_VENV)ruff check .
	$(IN_VENV)ruff format --check .
	$(IN_VENV)python -m scripts.lint_pages
	$(IN_VENV)mypy
	$(IN_VENV)python -m pytest --quiet tests/test_rooms.py
	@$(IN_VENV)python -m scripts.security.known_faults --if-reachable

audit:
	@$(PYTHON) -m scripts.setup test
	@$(IN_VENV)python -m scripts.security.known_faults

sbom:
	@$(PYTHON) -m scripts.setup test >&2
	@$(IN_VENV)python -m scripts.security.bill_of_materials $(ARGS)

bench: setup
	$(IN_VENV)python -m benchmarks $(ARGS)

translations:
	@$(PYTHON) -m scripts.setup test
	$(IN_VENV)python -m scripts.translations

requirements: setup
	@$(IN_VENV)python -m scripts.pin $(ARGS)
