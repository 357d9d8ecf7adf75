"""Code 128 values → payload: the code sets A, B and C and their shifts (ISO/IEC 15417, section 4.3)."""

GS = 0x1D
FNC3, FNC2, SHIFT = 96, 97, 98
CODE_C, CODE_B, CODE_A, FNC1 = 99, 100, 101, 102
START_SETS = {103: "A", 104: "B", 105: "C"}


def decoded(values: list[int]) -> tuple[bytes, bool] | None:
    """(payload, whether FNC1 stood first: GS1-128) of start and data values; None for what is no valid sequence."""
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
            if value < 100:
                out += f"{value:02}".encode()
            else:
                current = "B" if value == CODE_B else "A"
        elif value == SHIFT:
            shifted = True
        elif value in (FNC2, FNC3) or value == (CODE_B if here == "B" else CODE_A):
            return None  # FNC2 to FNC4: a message to a reader, or Latin-1: not on our products
        elif value >= CODE_C:
            current = {CODE_C: "C", CODE_B: "B", CODE_A: "A"}[value]
        else:
            out.append(value + 32 if here == "B" or value < 64 else value - 64)
    return (bytes(out), is_gs1) if out else None
