"""The audit log: who has done, seen or fetched what, when and from where, in a chain that shows when it was changed."""

from operations.audit.chain import Broken, head, record, verify
from operations.audit.entry import AuditAnchor, Audited, AuditEntry, AuditKind

__all__ = ["AuditAnchor", "AuditEntry", "AuditKind", "Audited", "Broken", "head", "record", "verify"]
