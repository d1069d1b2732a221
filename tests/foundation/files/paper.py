"""Photographs of sheets of paper, made here: where the sheet lies in them is known."""

import io
from collections.abc import Sequence

import cv2
import numpy as np
from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

_LETTERS = settings.BASE_DIR / "eprimo" / "foundation" / "printing" / "ttf" / "atkinson-next-400.ttf"

type Quad = Sequence[tuple[float, float]]

SIZE = (2000, 1500)
UPRIGHT: Quad = ((620, 120), (1430, 170), (1530, 1370), (540, 1320))
TWO: Sequence[Quad] = (
    ((130, 200), (870, 210), (880, 1270), (120, 1250)),
    ((1070, 200), (1810, 210), (1820, 1270), (1060, 1250)),
)
_TURNED, _ORIENTATION = 6, 0x0112


def sheet(*, corner: int = 0, frame: bool = False, blank: bool = False) -> np.ndarray:
    """A4 with lines of writing; its upper left corner in that shade of red, when there is one."""
    page = np.full((1188, 840, 3), (246, 244, 240), np.uint8)
    if not blank:
        for line in range(200, 1100, 40):
            page[line : line + 12, 90:750:2] = 30
    if corner:
        page[40:140, 40:240] = (corner, 20, 20)
    if frame:
        cv2.rectangle(page, (40, 40), (800, 1148), (0, 0, 0), 6)
    return page


def printed(*lines: str) -> np.ndarray:
    """A4 with these lines, in the letters of our own paper."""
    page = Image.fromarray(sheet(blank=True))
    letters = ImageFont.truetype(_LETTERS, 34)
    for number, words in enumerate(lines):
        ImageDraw.Draw(page).text((90, 200 + 70 * number), words, fill=(25, 25, 30), font=letters)
    return np.asarray(page)


def photographed(
    *sheets: tuple[np.ndarray, Quad], table: int = 95, light: float = 1.0, turned: bool = False
) -> bytes:
    """These sheets on a table. `turned`: kept on its side, as telephones do, and said so."""
    scene = np.full((SIZE[1], SIZE[0], 3), table, np.float32)
    for page, quad in sheets:
        high, wide = page.shape[:2]
        flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
        plane = cv2.getPerspectiveTransform(flat, np.array(quad, np.float32))
        seen = cv2.warpPerspective(page.astype(np.float32), plane, SIZE, flags=cv2.INTER_AREA)
        there = cv2.warpPerspective(np.ones((high, wide), np.float32), plane, SIZE)[..., None]
        scene = scene * (1 - there) + seen * there
    grain = np.random.default_rng(7).normal(0, 5, scene.shape)
    picture = Image.fromarray(np.clip(scene * light + grain, 0, 255).astype(np.uint8))
    said = picture.getexif()
    if turned:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
        said = picture.getexif()
        said[_ORIENTATION] = _TURNED
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=90, exif=said)
    return made.getvalue()
