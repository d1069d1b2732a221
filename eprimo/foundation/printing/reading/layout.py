"""Where things stand on a slip, in millimetres from its top left corner. The printer and the reader share it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PAGE = (210.0, 297.0)
INSET = 6.0
MARKER = 7.0
QR = 28.0
# Modules of white that the picture of the code brings with it.
QR_BORDER = 2
BOX = 5.0
# The 4 × 4 bits of the marks, row by row from the top left: the first twelve of the dictionary 4×4/50 of ArUco, whose
# border is black. Four for each size of slip, clockwise from the top left corner.
MARKS = (
    0xB532, 0x0F9A, 0x332D, 0x9946,
    0x549E, 0x79CD, 0x9E2E, 0xC4F2,
    0xFEDA, 0xCF56, 0xF991, 0x11A7,
)  # fmt: skip
CORNERS = 4


@dataclass(frozen=True, slots=True)
class Format:
    """A size of slip: how many an A4 sheet holds, and how the sheet is cut."""

    each: int
    width: float
    height: float
    # Of its first mark, in MARKS.
    first_mark: int
    signature: float

    @property
    def columns(self) -> int:
        return round(PAGE[0] / self.width)

    @property
    def markers(self) -> tuple[tuple[float, float], ...]:
        """Top left corner of each mark, clockwise."""
        right, bottom = self.width - INSET - MARKER, self.height - INSET - MARKER
        return ((INSET, INSET), (right, INSET), (right, bottom), (INSET, bottom))

    @property
    def qr_at(self) -> tuple[float, float]:
        return (self.width - INSET - QR, INSET + MARKER + 2.5)


FORMATS: Mapping[int, Format] = {
    4: Format(4, 105.0, 148.5, 0, 13.0),
    2: Format(2, 210.0, 148.5, 4, 15.0),
    1: Format(1, 210.0, 297.0, 8, 18.0),
}


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick. `part`: an answer (`ask`, of the question `ask`), or who signs (`who`)."""

    part: str
    ask: int
    index: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """What is to be read on one slip."""

    each: int
    boxes: tuple[Box, ...]
    # x, y, width and height of where one signs.
    sign: tuple[float, float, float, float]

    @property
    def format(self) -> Format:
        return FORMATS[self.each]

    def to_json(self) -> dict[str, Any]:
        return {
            "each": self.each,
            "boxes": [[one.part, one.ask, one.index, one.x, one.y] for one in self.boxes],
            "sign": list(self.sign),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Layout":
        x, y, width, height = kept["sign"]
        return cls(kept["each"], tuple(Box(*one) for one in kept["boxes"]), (x, y, width, height))


def mark_svg(mark: int) -> str:
    """A mark as a drawing: a black square in which the bits at 1 are white."""
    cells = [f"M{1 + at % 4} {1 + at // 4}h1v1h-1z" for at in range(16) if MARKS[mark] >> (15 - at) & 1]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 6 6" shape-rendering="crispEdges">'
        f'<path fill="#000" fill-rule="evenodd" d="M0 0h6v6h-6z{"".join(cells)}"/></svg>'
    )


def layout_from(spots: Sequence[Mapping[str, Any]], each: int, place: int) -> Layout:
    """The layout of the slip at `place` in a print, from where its parts landed on the pages."""
    form = FORMATS[each]
    left = place % each % form.columns * form.width
    top = place % each // form.columns * form.height
    boxes, sign = [], (0.0, 0.0, 0.0, 0.0)
    for spot in spots:
        x, y = round(spot["x"] - left, 2), round(spot["y"] - top, 2)
        if spot["part"] == "sign":
            sign = (x, y, form.width - 2 * INSET, form.signature)
        else:
            boxes.append(Box(spot["part"], spot.get("ask", 0), spot["box"], x, y))
    return Layout(each, tuple(boxes), sign)
