"""What a reader finds on a label's PDF."""

import pypdfium2
import zxingcpp


def codes_on(pdf: bytes) -> set[str]:
    bitmap = pypdfium2.PdfDocument(pdf)[0].render(scale=203 / 72).to_numpy()
    return {code.text for code in zxingcpp.read_barcodes(bitmap)}
