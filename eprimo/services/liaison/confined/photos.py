"""A photograph of slips: the bytes in, what each slip shows out."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy.ma  # noqa: F401 - a median loads it, and a child can load nothing

from eprimo.foundation.printing.reading.image_header import PictureRefused
from eprimo.foundation.printing.reading.layout import Layout
from eprimo.foundation.printing.reading.picture import grey_of, jpeg_of
from eprimo.foundation.printing.reading.slips import SeenSlip, slips_in
from eprimo.services.liaison.photo_results import PhotoResult, SlipMarks, SlipResult

_THUMBNAIL = 480
# A child has one thread, and no other device to compute on.
cv2.setNumThreads(1)
cv2.ocl.setUseOpenCL(False)


def photo_result(content: bytes, ask: Callable[[Any], Any]) -> PhotoResult:
    """Return what a photograph shows. `ask` gives the layout of a code, or None when it is not to be read here."""
    try:
        grey = grey_of(content)
    except PictureRefused as refused:
        return PhotoResult((), None, refused.code)
    sights = tuple(_sight(seen, ask) for seen in slips_in(grey))
    return PhotoResult(sights, jpeg_of(grey, _THUMBNAIL, 70), "" if sights else "none")


def _sight(seen: SeenSlip, ask: Callable[[Any], Any]) -> SlipResult:
    kept = ask(seen.code) if seen.code else None
    layout = Layout.from_json(kept) if kept is not None else None
    reading = seen.read(layout) if layout is not None else None
    marks = None
    if reading is not None:
        asks = sorted({one.box.ask for one in reading.boxes if one.box.part == "ask"})
        marks = SlipMarks(
            asks=tuple(reading.ticked("ask", number) for number in asks),
            who=reading.ticked("who"),
            signed=reading.signed,
        )
    return SlipResult(seen.code, seen.jpeg(layout), marks, seen.trouble)
