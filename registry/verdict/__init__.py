"""From facts to a verdict: may it be returned, where does it go, why, and what to do now."""

from registry.verdict.kind import VerdictKind
from registry.verdict.table import decide
from registry.verdict.verdict import Verdict

__all__ = ["Verdict", "VerdictKind", "decide"]
