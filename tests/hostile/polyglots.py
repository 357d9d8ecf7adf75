"""Files that are two things at once, by a seed: a picture, and what another program would run."""

import io
import random
import zipfile
from collections.abc import Callable

from PIL import Image

from tests.scanner.pictures import noise

MARK = b"pwned-by-a-polyglot"
"""Stands in each of them, and in nothing that the server gives back."""
NAMES = (
    "foto.jpg", "../../../../tmp/pwned.jpg", "..\\..\\pwned.jpg", "/etc/cron.d/pwned", "foto.jpg\x00.php",
    "foto.php", "foto.svg",
    "foto.html", "C:\\pwned.exe", "CON.jpg", "a" * 5000 + ".jpg", "\u202egpj.exe", "foto.jpg%00.html",
    "'; touch pwned; '.jpg",
    '"><pwned onload=x>.jpg', "x\r\nX-Pwned: 1.jpg", "$(touch pwned).jpg", ".", "..", " ", "foto", ".jpg",
)  # fmt: skip
TYPES = (
    "image/jpeg",
    "image/svg+xml",
    "text/html",
    "application/x-php",
    "image/png; x=\\",
    "",
    "*/*",
    "multipart/form-data",
)


def picture(rng: random.Random, kind: str) -> bytes:
    written = io.BytesIO()
    noise((64, 48)).convert("RGB" if kind == "JPEG" or rng.random() < 0.5 else "P").save(written, kind)
    return written.getvalue()


def script(port: int) -> bytes:
    return b"<script src='http://127.0.0.1:%d/js'>/*%s*/</script><?php system('touch pwned'); ?>" % (
        port,
        MARK,
    )


def svg(port: int) -> bytes:
    return (
        b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">'
        b'<!ENTITY y SYSTEM "http://127.0.0.1:%d/xxe">]>'
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        b' width="9" height="9" onload="alert(1)">'
        b'<image xlink:href="http://127.0.0.1:%d/image"/><foreignObject>%s</foreignObject><text>&x;&y;</text></svg>'
    ) % (port, port, script(port))


def with_a_zip(before: bytes, port: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../pwned.sh", MARK + script(port))
    return before + packed.getvalue()


def in_metadata(rng: random.Random, port: int) -> bytes:
    """In EXIF, in a comment, or in a text chunk."""
    written = io.BytesIO()
    drawn = noise((64, 48))
    if rng.random() < 0.5:
        exif = Image.Exif()
        exif[0x010E], exif[0x9286] = script(port).decode(), MARK.decode()
        drawn.convert("RGB").save(written, "JPEG", exif=exif, comment=script(port))
    else:
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_text("Comment", script(port).decode())
        info.add_itxt("XML:com.adobe.xmp", svg(port).decode())
        drawn.save(written, "PNG", pnginfo=info)
    return written.getvalue()


def polyglot(rng: random.Random, port: int) -> tuple[bytes, str, str]:
    """Its bytes, the name it calls itself, and the type that it says it is."""
    files: list[Callable[[], bytes]] = [
        lambda: b"GIF89a/*" + picture(rng, "GIF")[8:] + b"*/=1;" + script(port),
        lambda: picture(rng, "JPEG") + script(port),
        lambda: picture(rng, "PNG") + b"\n" + script(port) + svg(port),
        lambda: with_a_zip(picture(rng, "JPEG"), port),
        lambda: in_metadata(rng, port),
        lambda: svg(port),
        lambda: (
            b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS("
            + MARK
            + b")>>>>endobj\n"
            + picture(rng, "JPEG")
        ),
        lambda: b"<!doctype html>" + script(port),
        lambda: b"\xff\xd8\xff\xe0" + script(port) * 50,
        lambda: b"push graphic-context\nimage over 0,0 0,0 'http://127.0.0.1:%d/mvg'\n" % port + MARK,
        lambda: b"%!PS\n(touch pwned) (w) file " + MARK,
        lambda: b"\x7fELF" + MARK + rng.randbytes(500),
        lambda: b"MZ" + MARK + picture(rng, "PNG"),
        lambda: b"\xef\xbb\xbf" + svg(port),
    ]
    return rng.choice(files)(), rng.choice(NAMES), rng.choice(TYPES)
