"""A sheet of paper that somebody photographed, drawn straight; and its pages bound as one document."""

import io

import numpy as np
from PIL import Image, JpegImagePlugin, PdfImagePlugin  # noqa: F401 - loaded here, a child can load nothing

from eprimo.foundation.files.confined.edges import straightened
from eprimo.foundation.files.confined.pictures import drawn, opened
from eprimo.foundation.files.sheets import unpacked
from eprimo.foundation.files.sizes import OF_FIRST_PAGE, OF_PAGE, PAGE, Drawn
from eprimo.foundation.sandbox.refusal import Refused

# The long side of A4, in inches: so large is the first page when it is printed.
_LONG = 11.69
_QUALITY = 80
# What is cut out of a photograph is smaller than it: the photograph is opened larger than a page.
_SEEN_AT = 2_600


def page_of(content: bytes, first: bool) -> tuple[Drawn, ...]:
    """Draw one photograph as a page: the sheet that lies in it, or the photograph as it is. Raises Refused: «
    broken »."""
    try:
        picture = opened(content, _SEEN_AT)
        flat = straightened(np.asarray(picture), PAGE.longest)
        return drawn(picture if flat is None else Image.fromarray(flat), OF_FIRST_PAGE if first else OF_PAGE)
    except Refused:
        raise
    except Exception as error:  # a broken file breaks its reader in any way
        raise Refused("broken") from error


def bound(content: bytes) -> bytes:
    """Return a PDF of these pages, which were drawn by `page_of`. Raises Refused: « broken »."""
    try:
        pages = [Image.open(io.BytesIO(one), formats=("WEBP",)).convert("RGB") for one in unpacked(content)]
        made = io.BytesIO()
        pages[0].save(
            made,
            "PDF",
            save_all=True,
            append_images=pages[1:],
            resolution=max(pages[0].size) / _LONG,
            quality=_QUALITY,
        )
        return made.getvalue()
    except Refused:
        raise
    except Exception as error:
        raise Refused("broken") from error
