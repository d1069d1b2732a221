"""Squares to be photographed: how large they are where they are shown and printed, and what a camera reads there."""

import cv2
import numpy as np
import pytest
from playwright.sync_api import Locator

from tests.cast import Cast
from tests.e2e.conftest import Visit
from tests.e2e.visitor import PHONE, Visitor
from tests.services.homework.giving import give

pytestmark = pytest.mark.browser

# Side of a cell: points of the screen, millimetres of paper. Under these a telephone at arm's length reads nothing.
LEAST_SHOWN, LEAST_PRINTED = 3.5, 0.5
POINTS_A_MM = 96 / 25.4


def _read(square: Locator) -> tuple[str, float]:
    """What a camera reads in this picture, and the side of one of its cells in points of CSS."""
    square.scroll_into_view_if_needed()
    box = square.bounding_box()
    assert box is not None
    found = cv2.imdecode(np.frombuffer(square.screenshot(scale="css"), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert found is not None
    seen = cv2.resize(found, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    words, corners, straight = cv2.QRCodeDetector().detectAndDecode(seen)
    assert corners is not None, f"nothing is read in {box}"
    side = float(np.linalg.norm(corners[0][1] - corners[0][0])) / 3
    return words, side / len(straight)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_square_is_large_enough_and_reads_back(cast: Cast, visit: Visit, theme: str) -> None:
    """A rule of the homework on paper drew the square of the agenda seventeen points wide; on the dark card black cells
    stood on nearly black."""
    mme = visit(cast.teacher, viewport=PHONE, color_scheme=theme)
    mme.open("/agenda/telephone/")
    mme.press("Faire mon adresse")
    address = mme.field("L’adresse, à copier").input_value()
    words, cell = _read(mme.page.get_by_alt_text("Carré qui porte l’adresse"))
    assert words == address
    assert cell >= LEAST_SHOWN, cell
    mme.open("/compte/preuve/application")
    words, cell = _read(mme.page.get_by_alt_text("Carré à scanner"))
    assert words.startswith("otpauth://totp/")
    assert cell >= LEAST_SHOWN, cell
    if theme == "light":
        _printed(cast, mme)


def _printed(cast: Cast, mme: Visitor) -> None:
    give(cast, "la page 12")
    mme.open(f"/devoirs/classe/{cast.ce1.public_id}/imprimer/")
    mme.page.set_viewport_size({"width": 794, "height": 1123})
    mme.page.emulate_media(media="print")
    words, cell = _read(mme.page.get_by_alt_text("Code à photographier"))
    assert words == f"{mme.base}/devoirs/"
    assert cell / POINTS_A_MM >= LEAST_PRINTED, cell
    boxes = mme.page.locator(".cases-l .case").all()
    assert [round(one.evaluate("e => e.offsetWidth") / POINTS_A_MM, 1) for one in boxes] == [4.5]
