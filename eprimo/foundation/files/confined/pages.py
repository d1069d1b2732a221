"""A page of a PDF that a stranger made, drawn."""

import codecs
from dataclasses import replace

import pypdfium2
from PIL import Image
from pypdfium2 import PdfDocument

from eprimo.foundation.files.confined.pictures import drawn
from eprimo.foundation.files.sizes import MOST_LETTERS, OF_FIRST_PAGE, OF_PAGE, PAGE, Drawn, Page
from eprimo.foundation.sandbox.preload import load_whole
from eprimo.foundation.sandbox.refusal import Refused

load_whole(pypdfium2)
# Read from a file when it is first asked for.
_BUILT_WITH = pypdfium2.PDFIUM_INFO.flags
codecs.lookup("utf-16-le")
# A page of a comic strip or of a poster, in points: beyond, what is drawn says nothing any more.
_LONGEST_SIDE, _THINNEST = 14_400, 40
# Pages of a document beyond which a scanned one would take longer than a whole file may, drawn with care.
_MANY = 12


def page_of(content: bytes, number: int, most: int) -> Page:
    """Draw the page of that number, from 1 on. Raises Refused: « broken », « pages » (more than `most`), « huge »."""
    try:
        with PdfDocument(content) as document:
            # Without scripts: what was written in its fields is shown, and nothing of it runs.
            document.init_forms()
            count = len(document)
            if count > most:
                raise Refused("pages")
            page = document[number - 1]
            width, height = page.get_size()
            if max(width, height) > _LONGEST_SIDE or max(width, height) > _THINNEST * min(width, height):
                raise Refused("huge")
            picture = _drawn(page, PAGE.longest / max(width, height))
            pieces = drawn(picture, OF_FIRST_PAGE if number == 1 else OF_PAGE, many=count > _MANY)
            return Page(count, _with_text(pieces, _text(page)))
    except Refused:
        raise
    except Exception as error:  # a broken file breaks its reader in any way
        raise Refused("broken") from error


def _text(page: pypdfium2.PdfPage) -> str:
    """In the order of the file, for who cannot see the picture: a scanned sheet has none."""
    found: str = page.get_textpage().get_text_range(count=-1)
    return found[:MOST_LETTERS]


def _with_text(pieces: tuple[Drawn, ...], text: str) -> tuple[Drawn, ...]:
    return tuple(replace(one, text=text) if one.size == PAGE.name else one for one in pieces)


def _drawn(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    picture: Image.Image = page.render(scale=scale, fill_color=(255, 255, 255, 255)).to_pil()
    return picture.convert("RGB")
