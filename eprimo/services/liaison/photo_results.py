"""What the process that reads a photograph of slips gives back: plain data, loaded without Django."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SlipMarks:
    """The ticks of a slip: a place, several or none for each question; None is a doubt."""

    asks: tuple[tuple[int, ...] | None, ...]
    who: tuple[int, ...] | None
    signed: bool | None

    def stored(self) -> dict[str, Any]:
        """Return the marks as `PileSlip.marks` keeps them."""
        return {"asks": [_listed(one) for one in self.asks], "who": _listed(self.who), "signed": self.signed}


@dataclass(frozen=True, slots=True)
class SlipResult:
    """The reading of one slip of a photograph. `trouble`: why its boxes were not read, as in `PileSlip.trouble`."""

    code: str | None
    picture: bytes | None
    marks: SlipMarks | None
    trouble: str


@dataclass(frozen=True, slots=True)
class PhotoResult:
    """The reading of a photograph."""

    slips: tuple[SlipResult, ...]
    thumbnail: bytes | None
    # Why there is none, as in `PilePhoto.trouble`.
    trouble: str


def _listed(places: tuple[int, ...] | None) -> list[int] | None:
    return None if places is None else list(places)
