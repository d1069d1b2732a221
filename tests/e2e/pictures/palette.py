"""Pictures of screens as small PNG files: a screen has few colours, 48 of them are enough."""

import struct
import zlib

import cv2
import numpy as np
from numpy.typing import NDArray

MOST_COLOURS = 48
# Bits of each channel that tell colours apart where there are too many.
_KEPT_BITS = 4
_ROWS_AT_ONCE = 1 << 15


def light_png(png: bytes) -> bytes:
    """The same picture with a palette."""
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    height, width = picture.shape[:2]
    pixels = picture.reshape(-1, 3)[:, ::-1].astype(np.uint32)
    codes = (pixels[:, 0] << 16) | (pixels[:, 1] << 8) | pixels[:, 2]
    colours, at, counts = np.unique(codes, return_inverse=True, return_counts=True)
    palette, places = _palette(colours, counts)
    rows = np.zeros((height, width + 1), np.uint8)
    rows[:, 1:] = places[at].reshape(height, width)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", palette.astype(np.uint8).tobytes()),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _palette(colours: NDArray[np.uint32], counts: NDArray[np.intp]) -> tuple[NDArray, NDArray]:  # type: ignore[type-arg]
    """The colours that are kept, and the place among them of each colour."""
    rgb = np.stack([colours >> 16, (colours >> 8) & 255, colours & 255], axis=1).astype(np.float32)
    if len(colours) <= MOST_COLOURS:
        return rgb, np.arange(len(colours), dtype=np.uint8)
    shift = 8 - _KEPT_BITS
    coarse = (rgb.astype(np.uint32) >> shift) @ np.array([1 << 2 * _KEPT_BITS, 1 << _KEPT_BITS, 1], np.uint32)
    # The commonest exact colours stay exact (grounds, letters); then, each time, the shade that is missed the most:
    # the red of a count is worth more than one more grey of the letters' edges.
    exact = rgb[np.argsort(-counts.astype(np.int64))[: MOST_COLOURS // 3]]
    shades, first, which = np.unique(coarse, return_index=True, return_inverse=True)
    weights, common = np.sqrt(np.bincount(which, weights=counts, minlength=len(shades))), rgb[first]
    missed = ((common[:, None] - exact[None]) ** 2).sum(axis=2).min(axis=1)
    kept = []
    for _ in range(MOST_COLOURS - len(exact)):
        kept.append(common[np.argmax(weights * missed)])
        missed = np.minimum(missed, ((common - kept[-1]) ** 2).sum(axis=1))
    palette = np.concatenate([exact, np.array(kept)])
    places = np.concatenate(
        [
            np.argmin(((rgb[at : at + _ROWS_AT_ONCE, None, :] - palette[None]) ** 2).sum(axis=2), axis=1)
            for at in range(0, len(rgb), _ROWS_AT_ONCE)
        ]
    )
    return palette, places.astype(np.uint8)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
