"""Pictures that unfold, lie, break their readers, or say where they were taken."""

import io
import struct
import zlib
from collections.abc import Sequence
from typing import Any

from PIL import Image, PngImagePlugin

from tests import hostile
from tests.foundation.files import corpus
from tests.foundation.files.corpus import SECRET
from tests.foundation.files.harmful.pages import SCRIPT
from tests.hostile import Made, png_part

_PNG = b"\x89PNG\r\n\x1a\n"
_END = png_part(b"IEND", b"")


def saved(kind: str, mode: str = "RGB", size: tuple[int, int] = (300, 200), **said: Any) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size).save(made, kind, **said)
    return made.getvalue()


def _png(width: int, height: int, depth: int, colour: int, *parts: bytes, woven: int = 0) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, woven)
    return _PNG + png_part(b"IHDR", head) + b"".join(parts) + _END


def _pixels(count: int) -> bytes:
    return png_part(b"IDAT", zlib.compress(bytes(count), 9))


def _segment(mark: int, content: bytes) -> bytes:
    return b"\xff" + bytes([mark]) + struct.pack(">H", len(content) + 2) + content


def _jpeg_with(*segments: bytes) -> bytes:
    """A good one, with segments after its first mark."""
    made = saved("JPEG")
    return made[:2] + b"".join(segments) + made[2:]


def _jpeg_of(width: int, height: int, frame: int = 0xC0, depth: int = 8) -> bytes:
    """A good one whose frame says another size, kind or depth."""
    made = bytearray(saved("JPEG"))
    at = made.index(b"\xff\xc0")
    made[at + 1] = frame
    made[at + 4 : at + 9] = struct.pack(">BHH", depth, height, width)
    return bytes(made)


def _many_scans() -> bytes:
    """Each scan goes through all the pixels again: sixty million of them, nine hundred times."""
    made = bytearray(saved("JPEG", size=(64, 64), progressive=True))
    frame = made.index(b"\xff\xc2")
    made[frame + 5 : frame + 9] = struct.pack(">HH", 7_000, 8_000)
    scan = made.index(b"\xff\xda")
    return bytes(made[:scan]) + bytes(made[scan:-2]) * 900 + b"\xff\xd9"


def _says_itself() -> bytes:
    """Its notes point to themselves."""
    notes = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x08\0\0\0\x08"
    return _jpeg_with(_segment(0xE1, notes))


def _notes(kind: bytes, number: int, count: int, value: bytes) -> bytes:
    entry = struct.pack(">HHI", number, kind[0], count) + value
    return _jpeg_with(_segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + entry + bytes(4)))


def _moving(kind: str, count: int, **said: Any) -> bytes:
    frames: Sequence[Image.Image] = [
        Image.new("RGB", (64, 64), one) for one in ("black", "white") * (count // 2)
    ]
    made = io.BytesIO()
    frames[0].save(made, kind, save_all=True, append_images=frames[1:], duration=20, **said)
    return made.getvalue()


def _packed_text(kind: bytes, name: bytes) -> bytes:
    """Words that unpack to a hundred megabytes."""
    return _png(64, 64, 8, 2, png_part(kind, name + b"\0\0" + hostile.zeros(100)), _pixels(64 * 193))


FLOODS: dict[str, Made] = {
    "pixels": lambda: hostile.png(50_000, 50_000, zlib.compress(bytes(1 << 16))),
    "thread": lambda: _png(1, 65_000, 8, 2, _pixels(4 * 65_000)),
    "thread-lying": lambda: _png(65_000, 1, 8, 2, _pixels(3 * 65_000 + 1)),
    "largest-png": lambda: _png((1 << 31) - 1, (1 << 31) - 1, 16, 6, _pixels(100)),
    "largest-jpeg": lambda: _jpeg_of(65_500, 65_500),
    "webp-that-lies": corpus.webp_that_lies,
    "of-no-width": lambda: _png(0, 400, 8, 2, _pixels(400)),
    "of-no-height": lambda: _jpeg_of(400, 0),
}
OF_OTHER_KINDS: dict[str, Made] = {
    **{
        f"as-{kind.lower()}": lambda kind=kind: saved(kind)
        for kind in ("TIFF", "BMP", "GIF", "PCX", "TGA", "DDS", "ICO", "PPM", "SGI")
    },
    "as-jpeg-2000": lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(4_000),
    # No wheel reads it in a child without threads (decision 70).
    **{
        f"as-{brand.decode()}": lambda brand=brand: b"\0\0\0\x18ftyp" + brand + bytes(4_000)
        for brand in (b"heic", b"heix", b"mif1", b"avif", b"hevc")
    },
    "as-photoshop": lambda: b"8BPS\0\x01" + bytes(4_000),
    "as-metafile": lambda: b"\xd7\xcd\xc6\x9a" + bytes(4_000),
    "as-film-of-drawings": lambda: b"\0\0\0\0\x12\xaf" + bytes(4_000),
    "as-drawing-moving": lambda: _moving("GIF", 40, loop=0),
}
BROKEN: dict[str, Made] = {
    "jpeg-cut": lambda: corpus.photograph()[:600],
    "jpeg-of-nothing": hostile.PICTURES["jpeg-of-nothing"],
    "jpeg-of-marks": hostile.PICTURES["jpeg-of-marks"],
    "jpeg-that-is-a-page": hostile.PICTURES["jpeg-that-is-a-page"],
    "jpeg-of-segments": lambda: b"\xff\xd8" + _segment(0xFE, b"x") * 5_000,
    "jpeg-of-sixteen-bits": lambda: _jpeg_of(300, 200, depth=16),
    "jpeg-in-levels": lambda: _jpeg_of(300, 200, frame=0xC5),
    "png-cut": hostile.PICTURES["png-cut"],
    "png-without-pixels": lambda: _png(300, 200, 8, 2),
    "png-of-odd-depth": lambda: _png(300, 200, 7, 2, _pixels(1_000)),
    "png-part-without-end": lambda: _PNG + b"\x7f\xff\xff\xffIHDR" + bytes(100),
    "webp-cut": hostile.PICTURES["webp-cut"],
    "webp-of-a-sea": lambda: b"RIFF\xff\xff\xff\xffWEBPVP8X\xff\xff\xff\xff" + b"\xff" * 300,
}
# Good pictures otherwise, or such that a reader may mend.
ODD: dict[str, Made] = {
    "grain": corpus.grain,
    "png-without-colours": lambda: _png(300, 200, 8, 3, _pixels(201 * 300)),
    "jpeg-arithmetic": lambda: _jpeg_of(300, 200, frame=0xC9),
    "bomb": hostile.PICTURES["png-bomb"],
    "sixty-million": hostile.PICTURES["png-of-60-million"],
    "many-scans": _many_scans,
    "moving": corpus.moving,
    "moving-png": lambda: _moving("PNG", 40),
    "moving-long": lambda: _moving("WEBP", 600),
    "words-packed": lambda: _packed_text(b"zTXt", b"Comment"),
    "profile-packed": lambda: _packed_text(b"iCCP", b"x"),
    "profile-broken": lambda: saved("JPEG", icc_profile=b"\0\0\x0c\x48" + bytes(300)),
    "profile-large": lambda: saved("JPEG", icc_profile=bytes(3_000_000)),
    "colours-of-print": lambda: saved("JPEG", "CMYK"),
    "colours-of-print-with-a-profile": lambda: saved("JPEG", "CMYK", icc_profile=SECRET * 40),
    "sixteen-bits": lambda: _png(300, 200, 16, 6, _pixels(200 * (300 * 8 + 1))),
    "woven": lambda: _png(3_000, 2_000, 8, 2, _pixels(1 << 20), woven=1),
    "sum-wrong": lambda: saved("PNG").replace(b"IDAT", b"IDAt", 1),
    "pixels-too-many": lambda: _png(64, 64, 8, 2, png_part(b"IDAT", hostile.zeros(64))),
    "turned-nowhere": lambda: _notes(b"\x03", 0x0112, 1, b"\0\x63\0\0"),
    "notes-without-end": lambda: _notes(b"\x05", 0x0112, 0xFFFFFFFF, b"\0\0\0\x08"),
    "notes-of-themselves": _says_itself,
    "several-in-one": lambda: _moving("MPO", 8),
}
TWO_THINGS: dict[str, Made] = {
    "page-behind-a-photograph": lambda: corpus.photograph(turned=False) + SCRIPT.encode() + SECRET,
    "page-in-a-photograph": lambda: _jpeg_with(_segment(0xFE, SCRIPT.encode() + SECRET)),
    "page-in-a-drawing": lambda: corpus.drawing().replace(
        _END, png_part(b"tEXt", b"x\0" + SCRIPT.encode()) + _END
    ),
    "page-in-a-webp": lambda: saved("WEBP") + b"XMP " + SCRIPT.encode() + SECRET,
    "program-behind-a-drawing": lambda: corpus.drawing() + b"PK\x03\x04" + SECRET,
    "pdf-behind-a-photograph": lambda: saved("JPEG") + hostile.pdf() + SECRET,
    "photograph-in-a-photograph": lambda: _jpeg_with(
        _segment(0xE1, b"Exif\0\0" + SECRET + saved("JPEG", size=(64, 64)))
    ),
    "virus-behind-a-photograph": lambda: saved("JPEG") + hostile.EICAR,
}
WITH_ENTITIES: dict[str, Made] = {
    "laughs-in-a-photograph": lambda: _jpeg_with(
        _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + hostile.LAUGHS.encode() + b"<x>&a10;</x>")
    ),
    "laughs-in-a-drawing": lambda: _png(
        64,
        64,
        8,
        2,
        png_part(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + hostile.LAUGHS.encode()),
        _pixels(64 * 193),
    ),
}


def _drawing_with_notes() -> bytes:
    said = Image.Exif()
    said[0x010F] = SECRET.decode()
    words = PngImagePlugin.PngInfo()
    words.add_itxt("XML:com.adobe.xmp", "<x exif:GPSLatitude='47,13N'>" + SECRET.decode() + "</x>")
    return saved("PNG", pnginfo=words, exif=said)


THAT_SAY_WHERE: dict[str, Made] = {
    "photograph": corpus.photograph,
    "drawing": corpus.drawing,
    "drawing-with-notes": _drawing_with_notes,
    "webp": lambda: saved(
        "WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0" + SECRET, xmp=b"<x>" + SECRET + b"</x>"
    ),
    "photograph-of-an-office": lambda: _jpeg_with(
        _segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + SECRET)
    ),
    "photograph-with-xmp": lambda: _jpeg_with(_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)),
}
