"""What is known of the pinned packages: told where it can be asked, and never taken for good where it cannot."""

from scripts.security.known_faults import Answer, told, understood

SOUND = {"name": "flask", "version": "3.1.1", "vulns": []}
FAULTY = {
    "name": "pillow",
    "version": "9.0.0",
    "vulns": [{"id": "PYSEC-2023-175", "fix_versions": ["10.0.1"], "aliases": []}],
}
UNKNOWN = {"name": "biip", "skip_reason": "Dependency not found on PyPI"}


def test_a_known_fault_fails_everywhere_and_says_which_version_mends_it() -> None:
    for if_reachable in (True, False):
        sentence, code = told(
            understood({"dependencies": [SOUND, FAULTY, UNKNOWN]}), if_reachable=if_reachable
        )
        assert code == 1
        assert "pillow 9.0.0: PYSEC-2023-175, mended in 10.0.1" in sentence


def test_what_could_not_be_asked_is_told_and_fails_the_audit_alone() -> None:
    for answer in (None, understood({"dependencies": [SOUND, UNKNOWN]}), understood({"dependencies": []})):
        assert told(answer, if_reachable=True)[1] == 0
        assert told(answer, if_reachable=False)[1] == 1
        assert "PyPI answers" in told(answer, if_reachable=True)[0]


def test_all_well() -> None:
    assert understood({"dependencies": [SOUND]}) == Answer([], 1, 0)
    assert told(Answer([], 1, 0), if_reachable=False) == ("1 packages, no known fault.", 0)
