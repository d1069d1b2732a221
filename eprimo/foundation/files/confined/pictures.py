"""A picture that a stranger made: its pixels, and nothing else of it."""

import io
import signal
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PIL import (  # the formats, and what reads how a picture was held: loaded here, a child can load nothing
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    TiffImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)

from eprimo.foundation.files.sizes import OF_IMAGE, Drawn, Size
from eprimo.foundation.sandbox.refusal import Refused

_FORMATS = ("JPEG", "PNG", "WEBP")
# Of the quality of WebP: where it begins, where the scanned one of many pages begins, where it goes on once a picture
# was made smaller, and below what text is no longer read.
_BEST, _SCANNED, _AGAIN, _LEAST = 78, 40, 50, 28
_TRIES = 8
# What is that much too heavy at the best quality does not fit at the least one: the picture is made smaller at once,
# and WebP takes half the time over it, since no care makes grain light.
_QUALITY_GIVES = 0.3
_CARE, _LITTLE_CARE = 2, 0
# The part of a page that tells what all of it weighs.
_BAND = 8
# Of the time that a picture has, what opening it may take: what is opened has few pixels, whatever the file said.
_OPENING = 0.45
_SHRINK, _SMALLEST = 0.85, 16
_SRGB = ImageCms.createProfile("sRGB")
# Its usual readers, which it loads at the first picture.
Image.preinit()
# The size was asked before; a warning would be a line for nobody.
warnings.simplefilter("ignore", Image.DecompressionBombWarning)


def sizes_of(content: bytes) -> tuple[Drawn, ...]:
    """Draw a photograph in each size, upright, in the colours of screens. Raises Refused: « broken »."""
    try:
        return drawn(opened(content, max(one.longest for one in OF_IMAGE)), OF_IMAGE)
    except Refused:
        raise
    except Exception as error:  # a broken file breaks its reader in any way
        raise Refused("broken") from error


def drawn(picture: Image.Image, sizes: Sequence[Size], *, many: bool = False) -> tuple[Drawn, ...]:
    """Draw the same pixels in these sizes, never larger than they are; the largest first, the others made of it.
    `many`: one of so many pages that each is encoded once, where that does."""
    made: dict[str, Drawn] = {}
    dense = 0.0
    for size in sorted(sizes, key=lambda one: -one.longest):
        picture = _within(picture, size.longest)
        made[size.name], dense = _encoded(picture, size, dense, many=many)
    return tuple(made[size.name] for size in sizes)


@contextmanager
def _at_most(share: float) -> Iterator[None]:
    """A part of the seconds of work that this child has left: it ends with them, as with all of them."""
    left, began = signal.getitimer(signal.ITIMER_PROF)[0], time.process_time()
    signal.setitimer(signal.ITIMER_PROF, left * share)
    yield
    if left:
        signal.setitimer(signal.ITIMER_PROF, max(0.001, left - (time.process_time() - began)))


def opened(content: bytes, longest: int) -> Image.Image:
    """Return the first picture of a file, upright, at most `longest` pixels, in the colours of screens: what moves
    stands still."""
    with _at_most(_OPENING), Image.open(io.BytesIO(content), formats=_FORMATS) as found:
        # A JPEG is made small while it is read: the large ones never stand in memory whole.
        found.draft("RGB", (longest, longest))
        found.load()
        profile = found.info.get("icc_profile")
        upright = ImageOps.exif_transpose(found)
        upright.thumbnail((longest, longest), Image.Resampling.BICUBIC)
        return _in_colours_of_screens(_on_white(upright), profile)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGB", "CMYK"}:
        return picture
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    shown = picture.convert("RGBA")
    paper = Image.new("RGBA", shown.size, "white")
    return Image.alpha_composite(paper, shown).convert("RGB")


def _in_colours_of_screens(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None
        if converted is not None:
            return converted
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _within(picture: Image.Image, longest: int) -> Image.Image:
    if max(picture.size) <= longest:
        return picture
    smaller = picture.copy()
    smaller.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return smaller


def _encoded(picture: Image.Image, size: Size, dense: float, *, many: bool) -> tuple[Drawn, float]:
    """As good as its weight allows, and smaller where that is not enough: grain weighs as much as words do.

    `dense`: the bytes of a pixel at the best quality, as the larger picture had them (0: not known), and given on. What
    is hopeless by them is not tried: a smaller picture has more grain. Raises Refused: « huge »."""
    quality, care, content = _BEST, _CARE, b""
    if many and _weight_by_a_band(picture) > size.most:
        quality = _SCANNED
    weight = dense * picture.width * picture.height
    if weight * _QUALITY_GIVES <= size.most:
        content = _webp(picture, quality, care)
        weight = len(content)
        dense = weight / (picture.width * picture.height)
    for _ in range(_TRIES):
        if weight <= size.most:
            return Drawn(size.name, picture.width, picture.height, content), dense
        share = size.most / weight
        if quality > _LEAST and share > _QUALITY_GIVES:
            quality = max(_LEAST, min(quality - 8, int(quality * share)))
        else:
            # Weight follows the pixels, a little less than they do: smaller pictures have more grain.
            if quality > _LEAST:
                share, quality, care = share / _QUALITY_GIVES, _AGAIN, _LITTLE_CARE
            longest = int(max(picture.size) * min(_SHRINK, 0.9 * share**0.5))
            picture = _within(picture, max(_SMALLEST, longest))
        content = _webp(picture, quality, care)
        weight = len(content)
    raise Refused("huge")


def _weight_by_a_band(picture: Image.Image) -> int:
    """Bytes that a page weighs at the best quality, by its middle."""
    half = picture.height // (2 * _BAND) + 1
    middle = picture.height // 2
    band = picture.crop((0, max(0, middle - half), picture.width, middle + half))
    return len(_webp(band, _BEST, _LITTLE_CARE)) * picture.height // band.height


def _webp(picture: Image.Image, quality: int, care: int) -> bytes:
    # Built anew from the pixels: nothing that the file said of itself comes along.
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    made = io.BytesIO()
    bare.save(made, "WEBP", quality=quality, method=care)
    return made.getvalue()
