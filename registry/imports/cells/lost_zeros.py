"""Leading zeros that Excel has taken from a number: '00123' opened and saved is '123', another number."""

from collections.abc import Container

from registry.imports.problem import ValueProblem

LOST_ZEROS = tuple("0" * count for count in range(1, 5))


def lost_zeros(written: str, meant: str) -> ValueProblem:
    """What to say of a number that is registered with zeros before it."""
    return ValueProblem(
        "%(written)s finns inte i registret, men %(meant)s: Excel har tagit bort nollorna. "
        "Exportera igen med kolumnen som text.",
        written=written[:40],
        meant=meant,
    )


def with_zeros(written: str, known: Container[str]) -> str | None:
    """The known number that has only lost its zeros."""
    if not written.isdecimal():
        return None
    return next((zeros + written for zeros in LOST_ZEROS if zeros + written in known), None)
