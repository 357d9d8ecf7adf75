"""The processes of a server, and what keeps them running: `python -m scripts.serving`."""
