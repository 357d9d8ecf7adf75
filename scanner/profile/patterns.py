"""Bars and spaces of the symbologies, as strings of modules: 1 dark, 0 light."""

# EAN/UPC number set A (GS1 General Specifications, figure 5.2.1.2.1-1); B and C are made from it.
SET_A = (
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
)
SET_C = tuple("".join("10"[int(module)] for module in code) for code in SET_A)
SET_B = tuple(code[::-1] for code in SET_C)

# Which of the six left digits are from set B tells the first digit (figure 5.2.1.2.2-1).
EAN13_PARITY = (
    "000000",
    "001011",
    "001101",
    "001110",
    "010011",
    "011001",
    "011100",
    "010101",
    "010110",
    "011010",
)

# Code 128: widths of bar, space, bar, space, bar, space (ISO/IEC 15417, table 1), values 0 to 105 and stop.
CODE128_WIDTHS = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132
122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212
322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311
112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321
331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214
112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212
124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113
411311 113141 114131 311141 411131 211412 211214 211232
""".split()  # noqa: SIM905 - a table for eyes, not a list of 106 strings
CODE128_STOP = "2331112"


def modules(widths: str, first: str = "1") -> str:
    """Element widths → modules, beginning with a bar (or a space)."""
    out, colour = "", first
    for width in widths:
        out += colour * int(width)
        colour = "0" if colour == "1" else "1"
    return out


CODE128 = tuple(modules(widths) for widths in CODE128_WIDTHS)

# Code 39: nine elements, three of them wide (ISO/IEC 16388, table 1); N narrow, W wide.
CODE39_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*"
