"""From facts to a verdict: may it be returned, where does it go, why, and what to do now."""

from registry.verdict.kind import VerdictKind
from registry.verdict.table import InShort, decide, in_short
from registry.verdict.verdict import Verdict

__all__ = ["InShort", "Verdict", "VerdictKind", "decide", "in_short"]
