"""Code 128 values → payload: the code sets A, B and C and their shifts (ISO/IEC 15417, section 4.3)."""

GS = 0x1D
"""The byte that stands in the payload for an FNC1 between two fields."""
FNC3, FNC2, SHIFT = 96, 97, 98
CODE_C, CODE_B, CODE_A, FNC1 = 99, 100, 101, 102
START_SETS = {103: "A", 104: "B", 105: "C"}
"""The start character → the code set in which the symbol begins."""
PAIRS = 100
"""Values below this one are two digits each in code set C."""
FIRST_CONTROL = 64
"""Values from this one on are the control characters 0 to 31 in code set A; below it they are the ASCII characters from
32 on, as in code set B."""
FIRST_ASCII = 32


def decoded(values: list[int]) -> tuple[bytes, bool] | None:
    """The text of a Code 128.

    Parameters
    ----------
    values : the start character, then the data characters without the check character

    Returns
    -------
    payload : bytes
        GS for each FNC1 but a first one.
    is_gs1 : bool
        Whether an FNC1 stands first, which makes the symbol a GS1-128.

    None instead of both where the values are no valid sequence, or one that our products do not carry: FNC2 and FNC3
    are messages to a reader, FNC4 is for Latin-1.
    """
    current, shifted = START_SETS[values[0]], False
    out = bytearray()
    is_gs1 = False
    for position, value in enumerate(values[1:]):
        here = ("B" if current == "A" else "A") if shifted else current
        shifted = False
        if value == FNC1:
            if position == 0:
                is_gs1 = True
            else:
                out.append(GS)
        elif here == "C":
            if value < PAIRS:
                out += f"{value:02}".encode()
            else:
                current = "B" if value == CODE_B else "A"
        elif value == SHIFT:
            shifted = True
        elif value in (FNC2, FNC3) or value == (CODE_B if here == "B" else CODE_A):
            return None  # FNC2, FNC3 or FNC4
        elif value >= CODE_C:
            current = {CODE_C: "C", CODE_B: "B", CODE_A: "A"}[value]
        else:
            is_text = here == "B" or value < FIRST_CONTROL
            out.append(value + FIRST_ASCII if is_text else value - FIRST_CONTROL)
    return (bytes(out), is_gs1) if out else None
