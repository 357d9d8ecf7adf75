"""Mail that tells people at work what waits for them, where a mail server is set up (docs/decisions/0042)."""

from operations.notices.notice import Notice, NoticeKind

__all__ = ["Notice", "NoticeKind"]
