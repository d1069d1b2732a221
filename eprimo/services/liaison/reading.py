"""Reading a photograph of slips: the bytes in, what each slip shows out. OpenCV is loaded by the worker alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from eprimo.foundation.documents.reading.heads import PictureRefused
from eprimo.foundation.documents.reading.layout import Layout

type LayoutOf = Callable[[str], Mapping[str, object] | None]

_THUMBNAIL = 480


@dataclass(frozen=True, slots=True)
class Sight:
    """One slip of a photograph. `trouble`: why its boxes were not read, as in `PileSlip.trouble`."""

    code: str | None
    picture: bytes | None
    marks: dict[str, Any] | None
    trouble: str


@dataclass(frozen=True, slots=True)
class Sights:
    slips: tuple[Sight, ...]
    thumbnail: bytes | None
    # Why there is none, as in `PilePhoto.trouble`.
    trouble: str


def photo_sights(content: bytes, layout_of: LayoutOf) -> Sights:
    """What a photograph shows. `layout_of` gives the layout of a code, or None when it is not to be read here."""
    from eprimo.foundation.documents.reading.picture import grey_of, jpeg_of  # noqa: PLC0415 - 60 MB, in the worker only
    from eprimo.foundation.documents.reading.slips import slips_in  # noqa: PLC0415

    try:
        grey = grey_of(content)
    except PictureRefused as refused:
        return Sights((), None, refused.code)
    sights = []
    for seen in slips_in(grey):
        kept = layout_of(seen.code) if seen.code else None
        layout = Layout.from_json(kept) if kept is not None else None
        reading = seen.read(layout) if layout is not None else None
        marks = None
        if reading is not None:
            asks = sorted({one.box.ask for one in reading.boxes if one.box.part == "ask"})
            marks = {
                "asks": [_listed(reading.ticked("ask", ask)) for ask in asks],
                "who": _listed(reading.ticked("who")),
                "signed": reading.signed,
            }
        sights.append(Sight(seen.code, seen.jpeg(layout), marks, seen.trouble))
    return Sights(tuple(sights), jpeg_of(grey, _THUMBNAIL, 70), "" if sights else "none")


def _listed(places: tuple[int, ...] | None) -> list[int] | None:
    return None if places is None else list(places)
