"""The eight kinds of verdict, and the question that may come before one."""

import enum


class VerdictKind(enum.StrEnum):
    """Where a product goes, or why it does not go anywhere yet."""

    TO_WAREHOUSE = "to_warehouse"
    TO_SUPPLIER = "to_supplier"
    CORRECT_SESAM = "correct_sesam"
    ANOTHER_UNIT = "another_unit"
    NOT_HANDLED = "not_handled"
    WRONG_BOX = "wrong_box"
    ALREADY_RETURNED = "already_returned"
    UNKNOWN = "unknown"
    QUESTION = "question"
    """A person at the product is asked something first: `Verdict.question`."""


STRICTEST_FIRST = (
    VerdictKind.ALREADY_RETURNED,
    VerdictKind.CORRECT_SESAM,
    VerdictKind.ANOTHER_UNIT,
    VerdictKind.UNKNOWN,
    VerdictKind.NOT_HANDLED,
    VerdictKind.WRONG_BOX,
    VerdictKind.QUESTION,
    VerdictKind.TO_SUPPLIER,
    VerdictKind.TO_WAREHOUSE,
)
