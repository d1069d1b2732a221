"""Reading the square of a slip whose plane is known: it is looked at from the front, and rebuilt when it is dirty."""

import functools
import re
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from eprimo.foundation.printing.reading.layout import QR, QR_BORDER
from eprimo.foundation.printing.reading.marks import Standing, upright
from eprimo.foundation.printing.reading.picture import Grey

# What our squares say, and nothing else is read: an address, then 128 bits in letters and digits.
_OURS = re.compile(r"\Ahttps?://[^/\s]{1,120}/c/([a-z2-7]{26})/?\Z", re.IGNORECASE)
_SCALE = 12
_VERSIONS = (3, 2, 4, 5, 6)
_CELL = 8
# The finder of a corner: black ring, white ring, black heart.
_FINDER = np.array([[max(abs(x - 3), abs(y - 3)) != 2 for x in range(7)] for y in range(7)], dtype=np.float64)  # noqa: PLR2004


@functools.cache
def _decoder() -> cv2.QRCodeDetector:
    return cv2.QRCodeDetector()


def code_in(text: str) -> str | None:
    """The code of a slip in what a square says; None for any other address or text."""
    found = _OURS.match(text)
    return found[1].upper() if found else None


def square_of(grey: Grey, standing: Standing) -> str | None:
    """The code of the slip, or None when its square cannot be read."""
    x, y = standing.format.qr_at
    margin = 2.0
    seen = upright(grey, standing.plane, (x - margin, y - margin, QR + 2 * margin, QR + 2 * margin), _SCALE)
    for picture in _tries(seen, margin):
        code = _decoded(picture)
        if code:
            return code
    return None


def squares_anywhere(grey: Grey) -> list[str]:
    """Codes of squares seen without their marks (torn corners): nothing but whose slip it is can be known."""
    scale = min(1.0, 1800 / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    try:
        _, texts, _, _ = _decoder().detectAndDecodeMulti(small)
    except cv2.error:
        return []
    return [code for text in dict.fromkeys(texts) if (code := code_in(text))]


def _decoded(picture: NDArray[np.uint8]) -> str | None:
    try:
        text, _, _ = _decoder().detectAndDecode(picture)
    except (cv2.error, UnicodeDecodeError):
        return None
    return code_in(text)


def _tries(seen: Grey, margin: float) -> Iterator[NDArray[np.uint8]]:
    yield seen
    yield from _rebuilt(seen, margin)
    yield np.asarray(cv2.threshold(seen, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1], dtype=np.uint8)
    sharp = cv2.addWeighted(seen, 2.2, cv2.GaussianBlur(seen, (0, 0), 4), -1.2, 0)
    yield np.asarray(sharp, dtype=np.uint8)


def _rebuilt(seen: Grey, margin: float) -> Iterator[NDArray[np.uint8]]:
    """The square drawn anew from the darkness at the middle of each of its cells, for each size it may have."""
    light = cv2.GaussianBlur(seen, (0, 0), 2.2).astype(np.float64)
    for version in _VERSIONS:
        cells = 17 + 4 * version
        step = QR * _SCALE / (cells + 2 * QR_BORDER)
        start = margin * _SCALE + QR_BORDER * step
        best: tuple[float, NDArray[np.float64]] | None = None
        for dx in range(-9, 10, 3):
            for dy in range(-9, 10, 3):
                values = _sampled(light, start + dx, start + dy, step, cells)
                score = _finders(values)
                if best is None or score > best[0]:
                    best = (score, values)
        if best is not None and best[0] > 0.6:  # noqa: PLR2004 - of 1 for perfect finders
            yield _drawn(best[1])


def _sampled(light: NDArray[np.float64], x: float, y: float, step: float, cells: int) -> NDArray[np.float64]:
    across = np.clip((x + step * (np.arange(cells) + 0.5)).round().astype(int), 0, light.shape[1] - 1)
    down = np.clip((y + step * (np.arange(cells) + 0.5)).round().astype(int), 0, light.shape[0] - 1)
    return np.asarray(light[np.ix_(down, across)])


def _finders(values: NDArray[np.float64]) -> float:
    """How well the three corners look like finders: mean correlation."""
    corners = (values[:7, :7], values[:7, -7:], values[-7:, :7])
    return float(np.mean([_correlation(1 - _FINDER, corner) for corner in corners]))


def _correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    a, b = one - one.mean(), other - other.mean()
    size = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum() / size) if size > 1e-6 else 0.0  # noqa: PLR2004 - a uniform patch


def _drawn(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    # A shadow across the square moves the border between black and white: it is taken cell by cell.
    size = values.shape[0] // 3 | 1
    padded = values.astype(np.float32)
    low, high = cv2.erode(padded, np.ones((size, size))), cv2.dilate(padded, np.ones((size, size)))
    middle = cv2.blur((low + high) / 2, (size, size))
    cells = np.where(padded > middle, 255, 0).astype(np.uint8)
    framed = cv2.copyMakeBorder(cells, 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=255)
    return np.asarray(np.kron(framed, np.ones((_CELL, _CELL), dtype=np.uint8)), dtype=np.uint8)
