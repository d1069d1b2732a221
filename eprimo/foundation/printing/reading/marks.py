"""Finding slips in a photograph: their marks, put together four by four, give the paper's plane."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from eprimo.foundation.printing.reading.layout import CORNERS, FORMATS, MARKER, MARKS, Format
from eprimo.foundation.printing.reading.picture import Grey

type Points = NDArray[np.float64]
type Plane = NDArray[np.float64]

# How far from where it is looked for a mark may be, as a part of the distance: with one mark, two, three known.
_NEAR = {1: 0.30, 2: 0.12, 3: 0.06}
# Two marks of one slip are about as large, and turned alike.
_SCALE, _TURN = 1.8, 0.5
LEAST_MARKS = 2
# Longest sides at which marks are looked for.
_SEARCHED = (1500, 3000)


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark seen in the picture: its four corners, clockwise from its own top left."""

    corner: int
    points: Points

    @property
    def centre(self) -> Points:
        return np.asarray(self.points.mean(axis=0))

    @property
    def side(self) -> float:
        return float(np.sqrt(abs(cv2.contourArea(self.points.astype(np.float32)))))

    @property
    def turn(self) -> float:
        """Direction of its upper edge, in radians."""
        along = self.points[1] - self.points[0] + self.points[2] - self.points[3]
        return float(np.arctan2(along[1], along[0]))


@dataclass(frozen=True, slots=True)
class Standing:
    """A slip of `format` in the picture. `plane` takes millimetres of the slip to pixels."""

    format: Format
    plane: Plane
    marks: int
    # How far the marks are from where the plane puts them: millimetres, mean. Bent paper has more.
    residual: float
    # Pixels a millimetre, about.
    scale: float


@functools.cache
def _detector() -> cv2.aruco.ArucoDetector:
    whole = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    ours = cv2.aruco.Dictionary(whole.bytesList[: len(MARKS)], whole.markerSize, 1)
    how = cv2.aruco.DetectorParameters()
    how.adaptiveThreshWinSizeMin, how.adaptiveThreshWinSizeMax, how.adaptiveThreshWinSizeStep = 5, 45, 20
    how.minMarkerPerimeterRate = 0.015
    how.perspectiveRemovePixelPerCell = 8
    return cv2.aruco.ArucoDetector(ours, how)


def standings(grey: Grey) -> list[Standing]:
    """The slips in the picture, by their marks. A small copy is searched first; the whole, when one is not whole."""
    found: list[Standing] = []
    for side in _SEARCHED:
        if side < max(grey.shape) or side == _SEARCHED[-1]:
            found = max(found, _standings(grey, min(1.0, side / max(grey.shape))), key=_worth)
            if found and all(one.marks == CORNERS for one in found):
                break
    return found


def _worth(found: list[Standing]) -> int:
    return sum(one.marks for one in found)


def _standings(grey: Grey, scale: float) -> list[Standing]:
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    corners, numbers, _ = _detector().detectMarkers(small)
    # None, when there is no mark at all.
    ids = [] if numbers is None else [int(one) for one in numbers.flatten()]
    seen: dict[int, list[Mark]] = {one.each: [] for one in FORMATS.values()}
    for points, mark in zip(corners, ids, strict=True):
        for form in FORMATS.values():
            if form.first_mark <= mark < form.first_mark + CORNERS:
                own = _refined(grey, np.asarray(points, np.float64), scale)
                seen[form.each].append(Mark(mark - form.first_mark, own))
    return [one for each, marks in seen.items() for one in _grouped(FORMATS[each], marks)]


def _refined(grey: Grey, points: Points, scale: float) -> Points:
    """The corners of a mark in the whole picture, to a part of a pixel."""
    whole = ((points.reshape(4, 1, 2) + 0.5) / scale - 0.5).astype(np.float32)
    side = float(np.sqrt(abs(cv2.contourArea(whole))))
    reach = int(np.clip(side / 14, 2, 9))
    until = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.03)
    return cv2.cornerSubPix(grey, whole, (reach, reach), (-1, -1), until).reshape(4, 2).astype(np.float64)


def _grouped(form: Format, marks: list[Mark]) -> list[Standing]:
    """Each mark looks for its companions; the groups that hold best together are kept, each mark in one of them."""
    groups = [_companions(form, mark, marks) for mark in marks]
    made = [(group, _standing(form, group)) for group in groups if len(group) >= LEAST_MARKS]
    made.sort(key=lambda one: (-one[1].marks, one[1].residual))
    used: set[int] = set()
    kept = []
    for group, standing in made:
        ids = {id(mark) for mark in group.values()}
        if not ids & used:
            used |= ids
            kept.append(standing)
    return kept


def _companions(form: Format, first: Mark, marks: Iterable[Mark]) -> dict[int, Mark]:
    group = {first.corner: first}
    others = [mark for mark in marks if mark.corner != first.corner and _alike(first, mark)]
    while len(group) < CORNERS:
        plane = _plane(form, group)
        best: tuple[float, Mark] | None = None
        for mark in others:
            if mark.corner in group:
                continue
            off = _off(form, plane, group, mark)
            if off < _NEAR[len(group)] and (best is None or off < best[0]):
                best = (off, mark)
        if best is None:
            break
        group[best[1].corner] = best[1]
    return group


def _alike(one: Mark, other: Mark) -> bool:
    turn = (one.turn - other.turn + np.pi) % (2 * np.pi) - np.pi
    return bool(1 / _SCALE < one.side / other.side < _SCALE and abs(turn) < _TURN)


def _off(form: Format, plane: Plane, group: Mapping[int, Mark], mark: Mark) -> float:
    """How far a mark is from where it is looked for, as a part of its distance to the nearest known one."""
    expected = project(plane, _centre(form, mark.corner)[None])[0]
    distance = min(np.linalg.norm(expected - known.centre) for known in group.values())
    return float(np.linalg.norm(expected - mark.centre) / max(distance, 1.0))


def _centre(form: Format, corner: int) -> Points:
    return np.array(form.markers[corner]) + MARKER / 2


def _own(form: Format, corner: int) -> Points:
    """The corners of a mark on the slip, in millimetres."""
    x, y = form.markers[corner]
    return np.array([(x, y), (x + MARKER, y), (x + MARKER, y + MARKER), (x, y + MARKER)])


def _plane(form: Format, group: Mapping[int, Mark]) -> Plane:
    on_slip = np.concatenate([_own(form, corner) for corner in group])
    in_picture = np.concatenate([mark.points for mark in group.values()])
    if len(group) == 1:
        # One mark is too small to tell the slant: as if the paper were seen from the front.
        affine = cv2.estimateAffine2D(on_slip, in_picture)[0]
        return np.vstack([affine, [0.0, 0.0, 1.0]])
    return np.asarray(cv2.findHomography(on_slip, in_picture, 0)[0], dtype=np.float64)


def _standing(form: Format, group: Mapping[int, Mark]) -> Standing:
    plane = _plane(form, group)
    scale = float(np.mean([mark.side for mark in group.values()])) / MARKER
    off = [
        np.linalg.norm(project(plane, _own(form, corner)) - mark.points, axis=1).mean()
        for corner, mark in group.items()
    ]
    return Standing(form, plane, len(group), float(np.mean(off)) / max(scale, 0.01), scale)


def project(plane: Plane, points: Points) -> Points:
    """Points of the slip, in millimetres, as pixels of the picture."""
    found = cv2.perspectiveTransform(points.reshape(-1, 1, 2).astype(np.float64), plane)
    return np.asarray(found.reshape(-1, 2))


def upright(grey: Grey, plane: Plane, area: tuple[float, float, float, float], scale: float) -> Grey:
    """The part of the slip `area` (x, y, width, height, mm) seen from the front, `scale` pixels a millimetre."""
    x, y, width, height = area
    to_picture = plane @ np.array([[1 / scale, 0, x], [0, 1 / scale, y], [0, 0, 1]])
    size = (round(width * scale), round(height * scale))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpPerspective(grey, to_picture, size, flags=flags, borderMode=cv2.BORDER_REPLICATE),
        dtype=np.uint8,
    )
