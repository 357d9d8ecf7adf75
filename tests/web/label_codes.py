"""What a reader finds on a label's PDF."""

import pypdfium2
import zxingcpp


def codes_on(pdf: bytes, pages: int = 1) -> set[str]:
    """On the first pages, as a printer of 203 dpi prints them."""
    document = pypdfium2.PdfDocument(pdf)
    shown = [document[page].render(scale=203 / 72).to_numpy() for page in range(pages)]
    return {code.text for bitmap in shown for code in zxingcpp.read_barcodes(bitmap)}
