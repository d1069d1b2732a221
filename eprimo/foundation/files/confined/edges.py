"""Where a sheet of paper lies in a photograph, and the sheet as if it were seen from above."""

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import numpy.ma
from numpy.typing import NDArray

type Pixels = NDArray[np.uint8]
type Corners = NDArray[np.float32]

# A child has one thread, and no other device to compute on.
cv2.setNumThreads(1)
cv2.ocl.setUseOpenCL(False)

# Edges are looked for in a picture of that many pixels.
_LOOKED_AT = 640
# Of the photograph: what a sheet covers at least, and what it covers when there is nothing to cut off.
_LEAST, _ALL = 0.2, 0.97
# Degrees of a corner, and the shorter of two sides that face each other: beyond, nothing can be read.
_ANGLES = (50, 130)
_SIDES = 0.5
# Of 255, how much lighter paper is than what lies around it: a frame that is printed on it is no edge.
_LIGHTER = 12
# Of the larger sheet, the smaller one when both are meant.
_SECOND = 0.4
# Width by height of A4; a sheet that is nearly so is made so.
_A4, _NEARLY = 2**-0.5, 0.08
# What the white of paper becomes, and how much a dark photograph is lightened at most.
_WHITE, _MOST_LIGHT = 248, 4.0
_CONTOURS = 6


def straightened(pixels: Pixels, longest: int) -> Pixels | None:
    """Return the one sheet that lies in an RGB picture, cut out, straight and light, at most `longest` pixels; None
    when no edge is found, or when several sheets lie there: the photograph says more than a part of it."""
    scale = min(1.0, _LOOKED_AT / max(pixels.shape[:2]))
    small = _resized(pixels, scale)
    found = _sheet(small)
    return None if found is None else _lightened(_from_above(pixels, found / scale, longest))


def _sheet(small: Pixels) -> Corners | None:
    grey = np.asarray(cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (5, 5), 0), dtype=np.uint8)
    whole = float(grey.shape[0] * grey.shape[1])
    sheets: list[tuple[float, Corners]] = []
    for mask in _masks(small, grey):
        for corners in _quadrilaterals(mask, _LEAST * _SECOND * whole):
            area = float(cv2.contourArea(corners))
            if area <= _ALL * whole and _is_lighter(grey, corners):
                sheets.append((area, corners))
    sheets.sort(key=lambda one: -one[0])
    if not sheets or sheets[0][0] < _LEAST * whole:
        return None
    area, best = sheets[0]
    others = (one for size, one in sheets[1:] if size >= _SECOND * area)
    return None if any(_lies_apart(best, one) for one in others) else best


def _masks(small: Pixels, grey: Pixels) -> Iterator[Pixels]:
    """What may be paper: light, without colour, or enclosed by an edge."""
    for channel in (grey, np.min(small, axis=2).astype(np.uint8), cv2.createCLAHE(3.0, (4, 4)).apply(grey)):
        _, mask = cv2.threshold(channel, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
        yield _closed(mask, 9)
    middle = float(np.median(grey))
    edges = cv2.Canny(grey, 0.4 * middle, 1.1 * middle)
    yield _closed(edges, 5)


def _closed(mask: Any, size: int) -> Pixels:
    return np.asarray(
        cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)), dtype=np.uint8
    )


def _quadrilaterals(mask: Pixels, least: float) -> Iterator[Corners]:
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:_CONTOURS]:
        hull = cv2.convexHull(contour)
        if cv2.contourArea(hull) < least:
            return
        around = cv2.arcLength(hull, closed=True)
        for share in (0.02, 0.035, 0.05):
            corners = cv2.approxPolyDP(hull, share * around, closed=True)
            if len(corners) == 4:  # noqa: PLR2004 - a sheet has four
                ordered = _ordered(corners.reshape(4, 2).astype(np.float32))
                # What the sheet has beyond these four corners, or they beyond it, is little.
                same = cv2.contourArea(contour) > 0.85 * cv2.contourArea(ordered)
                if same and _is_a_sheet(ordered):
                    yield ordered
                break


def _ordered(corners: Corners) -> Corners:
    """From the upper left one on, clockwise."""
    middle = corners.mean(axis=0)
    turn = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    around = corners[np.argsort(turn)]
    return np.roll(around, -int(np.argmin(around.sum(axis=1))), axis=0)


def _is_a_sheet(corners: Corners) -> bool:
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.linalg.norm(sides, axis=1)
    if lengths.min() < 1:
        return False
    cosines = -(sides * np.roll(sides, 1, axis=0)).sum(axis=1) / (lengths * np.roll(lengths, 1))
    angles = np.degrees(np.arccos(np.clip(cosines, -1, 1)))
    facing = min(
        min(one, other) / max(one, other) for one, other in zip(lengths[:2], lengths[2:], strict=True)
    )
    return bool(angles.min() >= _ANGLES[0] and angles.max() <= _ANGLES[1] and facing >= _SIDES)


def _is_lighter(grey: Pixels, corners: Corners) -> bool:
    inside, around = np.zeros_like(grey), np.zeros_like(grey)
    cv2.fillConvexPoly(inside, corners.astype(np.int32), 1)
    cv2.fillConvexPoly(around, _grown(corners, 1.12).astype(np.int32), 1)
    ring = (around == 1) & (_filled(grey, _grown(corners, 1.03)) == 0)
    if not ring.any():
        return False
    return float(np.median(grey[inside == 1])) >= float(np.median(grey[ring])) + _LIGHTER


def _filled(grey: Pixels, corners: Corners) -> Pixels:
    mask = np.zeros_like(grey)
    cv2.fillConvexPoly(mask, corners.astype(np.int32), 1)
    return mask


def _grown(corners: Corners, by: float) -> Corners:
    middle = corners.mean(axis=0)
    return np.asarray(middle + (corners - middle) * by, dtype=np.float32)


def _lies_apart(one: Corners, other: Corners) -> bool:
    shared, _ = cv2.intersectConvexConvex(one, other)
    return bool(shared < 0.3 * cv2.contourArea(other))


def _from_above(pixels: Pixels, corners: Corners, longest: int) -> Pixels:
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width, height = float(sides[0] + sides[2]) / 2, float(sides[1] + sides[3]) / 2
    lying, ratio = width > height, min(width, height) / max(width, height)
    if abs(ratio - _A4) <= _NEARLY:
        ratio = _A4
    long = min(float(longest), max(width, height))
    wide, high = (long, long * ratio) if lying else (long * ratio, long)
    size = (max(1, round(wide)), max(1, round(high)))
    flat = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], dtype=np.float32)
    plane = cv2.getPerspectiveTransform(corners.astype(np.float32), flat)
    seen = cv2.warpPerspective(pixels, plane, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, dtype=np.uint8)


def _lightened(pixels: Pixels) -> Pixels:
    """So that paper is white, whatever light it lay in."""
    white = np.maximum(1.0, np.percentile(pixels.reshape(-1, 3), 90, axis=0))
    gain = np.clip(_WHITE / white, 1.0, _MOST_LIGHT)
    return np.asarray(np.clip(pixels * gain, 0, 255), dtype=np.uint8)


def _resized(pixels: Pixels, scale: float) -> Pixels:
    if scale >= 1:
        return pixels
    return np.asarray(
        cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8
    )
