"""What is ticked on a slip seen from the front. In doubt the answer is a doubt, never a guess.

Each box is first found where it was printed (bent paper moves it by a millimetre or two); the ink inside is told from
the paper by the darkness of the box's own outline, so that a pale photograph is read with a pale measure.
"""

import functools
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from eprimo.foundation.printing.reading.layout import BOX, CORNERS, Box, Layout
from eprimo.foundation.printing.reading.picture import Grey

type Dark = NDArray[np.float32]

# Pixels a millimetre of the slip seen from the front.
SCALE = 8
# How far from its place a box is looked for, in millimetres.
_REACH = 1.9
_STROKE = 0.46
# What belongs to the line, to the paper along it on either side, and to the inside (millimetres from the line).
_ALONG, _INNER, _OUTER, _INSIDE, _HEART = 0.15, -0.85, 0.95, -0.75, -1.1
# Outline against paper, in darkness: under it nothing is said of the box.
_LEAST_OUTLINE, _LEAST_SIDE = 0.16, 0.08
# Part of the inside that ink covers.
_EMPTY, _TICKED, _BLACKENED = 0.012, 0.045, 0.88
# A mark goes across the box at least that far (mm); less is a speck.
_LEAST_LENGTH = 1.4
# Around the box, millimetres from its line; and ink there (mm²) that makes an empty box doubtful.
_RING = (0.85, 1.9)
_BESIDE = 0.35
# Scratched out: a line goes in by the middle of one side (mm from it) and out by that of the other; or there is more
# ink than a mark needs, with ends outside.
_MIDDLE, _HEAVY = 1.2, 0.6
_SIGNED, _UNSIGNED = 5.0, 1.5


class State(StrEnum):
    EMPTY = "empty"
    TICKED = "ticked"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class BoxReading:
    box: Box
    state: State
    # Part of the inside that ink covers; and how dark the outline is against the paper.
    fill: float
    outline: float
    # Of a doubt: `edge`, `pale`, `torn`, `black`, `struck`, `speck`, `faint`, `beside`.
    why: str = ""


@dataclass(frozen=True, slots=True)
class SlipReading:
    boxes: tuple[BoxReading, ...]
    # Ink where one signs: True, False, or None when it cannot be told.
    signed: bool | None

    def ticked(self, part: str, ask: int = 0) -> tuple[int, ...] | None:
        """The boxes of a question that are ticked; None when one of them is in doubt."""
        own = [one for one in self.boxes if one.box.part == part and one.box.ask == ask]
        if any(one.state == State.UNSURE for one in own):
            return None
        return tuple(one.box.index for one in own if one.state == State.TICKED)


def darkness(slip: Grey) -> Dark:
    """0 for the paper around, 1 for black, whatever the light that falls on each part of the slip."""
    small = cv2.resize(slip, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(small, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (17, 17)))
    paper = cv2.GaussianBlur(paper, (0, 0), 6)
    white = cv2.resize(paper, (slip.shape[1], slip.shape[0]), interpolation=cv2.INTER_LINEAR).astype(
        np.float32
    )
    soft = cv2.GaussianBlur(slip, (0, 0), 0.8).astype(np.float32)
    return np.asarray(np.clip(1 - soft / np.maximum(white, 1.0), 0, 1), dtype=np.float32)


def read_boxes(slip: Grey, layout: Layout) -> SlipReading:
    """The state of each box of a slip seen from the front, SCALE pixels a millimetre."""
    dark = darkness(slip)
    return SlipReading(tuple(_read(dark, box) for box in layout.boxes), _signed(dark, layout.sign))


@functools.cache
def _kernel() -> tuple[Dark, Dark]:
    """A picture of the outline against what is just inside and just outside it; and of its four sides."""
    margin = round(1.2 * SCALE)
    size = round(BOX * SCALE) + 2 * margin
    at = (np.arange(size) + 0.5 - size / 2) / SCALE
    far = np.maximum(np.abs(at)[None], np.abs(at)[:, None]) - BOX / 2
    line = np.abs(far) <= _STROKE / 2
    inner = (far < -_STROKE / 2 - _ALONG) & (far > _INNER)
    outer = (far > _STROKE / 2 + _ALONG) & (far < _OUTER)
    weights = line / line.sum() - 0.5 * inner / inner.sum() - 0.5 * outer / outer.sum()
    side = np.where(np.abs(at)[None] > np.abs(at)[:, None], 0, 2) + np.where(
        np.abs(at)[None] > np.abs(at)[:, None], at[None] > 0, at[:, None] > 0
    )
    return weights.astype(np.float32), side.astype(np.float32)


def _read(dark: Dark, box: Box) -> BoxReading:
    weights, sides = _kernel()
    place = _found(dark, box, weights)
    if place is None:
        return BoxReading(box, State.UNSURE, 0.0, 0.0, "edge")
    seen, outline = place
    if outline < _LEAST_OUTLINE:
        return BoxReading(box, State.UNSURE, 0.0, outline, "pale")
    if not _whole(seen, weights, sides):
        return BoxReading(box, State.UNSURE, 0.0, outline, "torn")
    fill, state, why = _filled(seen, outline)
    return BoxReading(box, state, fill, outline, why)


def _found(dark: Dark, box: Box, weights: Dark) -> tuple[Dark, float] | None:
    """The box with 1.2 mm around it, where its outline is the clearest; None when the slip ends before."""
    reach, half = round(_REACH * SCALE), weights.shape[0] // 2
    x, y = round((box.x + BOX / 2) * SCALE), round((box.y + BOX / 2) * SCALE)
    pad = reach + half + 1
    top, left = y - pad, x - pad
    around = dark[max(top, 0) : y + pad, max(left, 0) : x + pad]
    if top < 0 or left < 0 or around.shape != (2 * pad, 2 * pad):
        return None
    scores = cv2.filter2D(around, cv2.CV_32F, weights)[
        pad - reach : pad + reach + 1, pad - reach : pad + reach + 1
    ]
    _, best, _, (dx, dy) = cv2.minMaxLoc(scores)
    row, column = dy + pad - reach - half, dx + pad - reach - half
    size = weights.shape[0]
    return around[row : row + size, column : column + size], float(best)


def _whole(seen: Dark, weights: Dark, sides: Dark) -> bool:
    """All four sides are there: a line of writing has one or two."""
    for side in range(4):
        own = sides == side
        line, beside = own & (weights > 0), own & (weights < 0)
        if seen[line].mean() - seen[beside].mean() < _LEAST_SIDE:
            return False
    return True


def _filled(seen: Dark, outline: float) -> tuple[float, State, str]:
    size = seen.shape[0]
    at = (np.arange(size) + 0.5 - size / 2) / SCALE
    far = np.maximum(np.abs(at)[None], np.abs(at)[:, None]) - BOX / 2
    inside, ring = far < _INSIDE, (far > _RING[0]) & (far < _RING[1])
    paper = float(np.median(seen[ring]))
    noise = float(np.median(np.abs(seen[ring] - paper))) * 1.5
    ink = seen > paper + max(0.07, 0.32 * outline, 4 * noise)
    marks = _specks_out(ink & inside)
    fill = float(marks.sum() / inside.sum())
    if fill > _BLACKENED:
        return fill, State.UNSURE, "black"
    around = _specks_out(ink & ring)
    if fill >= _TICKED:
        why = "speck" if _length(marks) < _LEAST_LENGTH else "struck" if _struck(around, at, fill) else ""
        return fill, State.UNSURE if why else State.TICKED, why
    faint = cv2.blur(seen, (SCALE, SCALE))[far < _HEART].max() - paper
    beside = float(around.sum() / SCALE**2)
    why = "speck" if fill > _EMPTY else "beside" if beside >= _BESIDE else ""
    if not why and faint >= max(0.05, 0.16 * outline):
        why = "faint"
    return fill, State.UNSURE if why else State.EMPTY, why


def _struck(around: NDArray[np.bool_], at: NDArray[np.float64], fill: float) -> bool:
    """Somebody took the mark back: lines across the box from side to side, or a scribble over it and beyond."""
    middle = np.abs(at) < _MIDDLE
    sides = [side[:, middle] for side in (around[at < 0], around[at > 0])]
    sides += [side[middle] for side in (around[:, at < 0], around[:, at > 0])]
    top, bottom, left, right = (bool(side.any()) for side in sides)
    if (top and bottom) or (left and right):
        return True
    ends = cv2.connectedComponents(around.astype(np.uint8), connectivity=8)[0] - 1
    # The arms of a cross leave by the corners.
    return fill >= _HEAVY and ends > 1 and (top or bottom or left or right or ends > CORNERS)


def _specks_out(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Ink without what is smaller than a tenth of a square millimetre."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    large = [number for number in range(1, count) if stats[number, cv2.CC_STAT_AREA] >= SCALE**2 / 10]
    return np.isin(labels, large)


def _length(marks: NDArray[np.bool_]) -> float:
    """The longer side of all the ink, in millimetres."""
    rows, columns = np.nonzero(marks)
    return float(max(np.ptp(rows), np.ptp(columns)) + 1) / SCALE if len(rows) else 0.0


def _signed(dark: Dark, sign: tuple[float, float, float, float]) -> bool | None:
    """Under the words of the frame and inside its lines."""
    x, y, width, height = sign
    top, bottom, left, right = (
        round(at * SCALE) for at in (y + 5.2, y + height - 1.2, x + 1.8, x + width - 1.8)
    )
    room = dark[top:bottom, left:right]
    if room.size == 0:
        return None
    paper = float(np.median(room))
    noise = float(np.median(np.abs(room - paper))) * 1.5
    area = float(_specks_out(room > paper + max(0.10, 4 * noise)).sum() / SCALE**2)
    return True if area >= _SIGNED else False if area <= _UNSIGNED else None
