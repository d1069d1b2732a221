"""Files that say too much, and some that harm what draws them, beside those of `tests/hostile.py`."""

import io
import struct
import zlib

from PIL import Image, ImageDraw, PngImagePlugin

from tests import hostile

# What no picture of ours may hold.
SECRET = b"secret-of-the-file"
_GPS, _ORIENTATION, _MAKER, _TURNED = 0x8825, 0x0112, 0x010F, 6


def photograph(width: int = 1200, height: int = 900, *, turned: bool = True) -> bytes:
    """As a telephone makes it: where it was taken, by which machine, held upright and kept on its side."""
    picture = Image.effect_noise((width, height), 60).convert("RGB")
    # The corner that stands on top once it is turned: red.
    picture.paste((220, 20, 20), (0, height // 2, width // 2, height))
    said = picture.getexif()
    said[_MAKER] = SECRET.decode()
    if turned:
        said[_ORIENTATION] = _TURNED
    said.get_ifd(_GPS)[1] = "N"
    said.get_ifd(_GPS)[2] = (47.0, 13.0, 6.0)
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=90, exif=said, comment=SECRET, icc_profile=SECRET)
    return made.getvalue()


def grain() -> bytes:
    """Nothing but grain: what weighs most, whatever care is taken."""
    made = io.BytesIO()
    Image.effect_noise((2400, 1800), 90).convert("RGB").save(made, "JPEG", quality=60)
    return made.getvalue()


def drawing() -> bytes:
    """Transparent, with words of its own."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", SECRET.decode())
    made = io.BytesIO()
    Image.new("RGBA", (300, 200), (0, 0, 0, 0)).save(made, "PNG", pnginfo=words)
    return made.getvalue()


def moving() -> bytes:
    """Flashes, ten a second."""
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("black", "white") * 10]
    made = io.BytesIO()
    frames[0].save(made, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    return made.getvalue()


def pages(count: int) -> bytes:
    """A PDF of that many pages, in few bytes."""
    kids = " ".join(f"{number} 0 R" for number in range(3, count + 3))
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    made = hostile.pdf(*[page] * (count - 1)).decode("latin-1")
    return made.replace("/Kids[3 0 R]/Count 1", f"/Kids[{kids}]/Count {count}").encode("latin-1")


def box(words: str) -> bytes:
    return hostile.pdf().replace(b"[0 0 595 842]", f"[{words}]".encode())


def drawn_for_ever() -> bytes:
    """A pattern that paints itself, and a million strokes."""
    strokes = b"0 0 m " + b"595 842 l 0 842 l 595 0 l " * 200_000 + b"S"
    packed = zlib.compress(strokes, 9)
    stream = b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed)
    return hostile.pdf(stream).replace(b"/MediaBox", b"/Contents 4 0 R/MediaBox")


def flood() -> bytes:
    """A picture in a page: 40,000 × 40,000 pixels of one bit, packed."""
    packed = hostile.zeros(191)
    entries = b"/Subtype/Image/Width 40000/Height 40000/ColorSpace/DeviceRGB/BitsPerComponent 8"
    image = b"<<%b/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (entries, len(packed), packed)
    shown = b"<</Length 30>>stream\nq 595 0 0 842 0 0 cm /I Do Q\nendstream"
    made = hostile.pdf(image, shown)
    return made.replace(b"/MediaBox", b"/Contents 5 0 R/Resources<</XObject<</I 4 0 R>>>>/MediaBox")


def webp_that_lies() -> bytes:
    """A small head before a large picture."""
    made = io.BytesIO()
    Image.new("RGB", (400, 400)).save(made, "WEBP", lossless=True)
    content = bytearray(made.getvalue())
    content[21:25] = struct.pack("<I", (15_999) | (15_999 << 14))
    return bytes(content)


def slow_pages(count: int, strokes: int, mark: str) -> bytes:
    """Many pages in few bytes, that share what they show: crossing strokes, a third of a second each for 150."""
    shape = b"0 0 m 600 800 l 600 0 l 0 800 l 300 900 l h f*\n"
    packed = zlib.compress(b"%% %b\n" % mark.encode() + shape * strokes, 9)
    shared = b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed)
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {count + 3} 0 R>>"
    made = hostile.pdf(*[page] * (count - 1), shared).decode("latin-1")
    kids = " ".join(f"{number} 0 R" for number in range(3, count + 3))
    made = made.replace("/MediaBox[0 0 595 842]>>", f"/MediaBox[0 0 595 842]/Contents {count + 3} 0 R>>", 1)
    return made.replace("/Kids[3 0 R]/Count 1", f"/Kids[{kids}]/Count {count}").encode("latin-1")


def scan(count: int) -> bytes:
    """Sheets of a school through its copier: grey, 200 dots an inch, with a little grain of paper."""
    sheet = Image.effect_noise((1654, 2339), 4).point(lambda value: min(255, value + 136))
    pen = ImageDraw.Draw(sheet)
    for line in range(28):
        pen.text(
            (160, 200 + 68 * line),
            "Les élèves de la classe apporteront un pique-nique",
            fill=40,
            font_size=40,
        )
    made = io.BytesIO()
    others = [sheet] * (count - 1)
    sheet.save(made, "PDF", save_all=True, append_images=others, resolution=200, quality=25)
    return made.getvalue()
