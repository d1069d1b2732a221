"""« Photographier la feuille »: what is paper is cut out and straight, what is not stays as it was taken."""

import io
import struct

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from eprimo.foundation.files.inspection import looked_at, what_is
from eprimo.foundation.files.refusals import FileRefused
from eprimo.foundation.files.sheets import MOST_BYTES_TOGETHER, MOST_SHEETS, SIGN, packed, unpacked
from eprimo.foundation.files.sizes import PAGE, SMALL, Drawn
from eprimo.foundation.sandbox.refusal import Refused
from tests.foundation.files import corpus, paper

A4 = 2**-0.5
_PHOTOGRAPHED = paper.SIZE[0] / paper.SIZE[1]


def _page(photograph: bytes) -> Image.Image:
    return _opened(_drawn(photograph)[1])


def _drawn(*photographs: bytes) -> list[Drawn]:
    return [one for _, one in looked_at(packed(photographs))[1]]


def _opened(drawn: Drawn) -> Image.Image:
    return Image.open(io.BytesIO(drawn.content)).convert("RGB")


def _ratio(picture: Image.Image) -> float:
    return picture.width / picture.height


def _is_red(picture: Image.Image, left: float, top: float) -> bool:
    red, green, _ = picture.getpixel((int(left * picture.width), int(top * picture.height)))
    return bool(red > 1.8 * green)


@pytest.mark.parametrize("turned", [False, True])
def test_a_sheet_is_cut_out_upright_and_white(turned: bool) -> None:
    page = _page(paper.photographed((paper.sheet(corner=220), paper.UPRIGHT), turned=turned))
    assert _ratio(page) == pytest.approx(A4, abs=0.01)
    # The red corner stands where it stands on the paper, and the table is gone.
    assert _is_red(page, 0.16, 0.075)
    for left, top in ((0.01, 0.01), (0.99, 0.01), (0.99, 0.99), (0.01, 0.99)):
        assert min(page.getpixel((int(left * page.width), int(top * page.height)))) > 200


def test_a_dark_photograph_is_made_light() -> None:
    page = _page(paper.photographed((paper.sheet(), paper.UPRIGHT), light=0.3))
    assert _ratio(page) == pytest.approx(A4, abs=0.01)
    assert min(page.getpixel((page.width // 2, page.height - 40))) > 200


def test_a_blank_sheet_and_one_with_a_frame_are_sheets() -> None:
    for made in (paper.sheet(blank=True), paper.sheet(frame=True)):
        page = _page(paper.photographed((made, paper.UPRIGHT)))
        assert _ratio(page) == pytest.approx(A4, abs=0.01)


def test_without_an_edge_the_photograph_stays_as_it_was_taken() -> None:
    two = [(paper.sheet(), one) for one in paper.TWO]
    fills = (paper.sheet(), ((2, 2), (1998, 2), (1998, 1498), (2, 1498)))
    for photograph in (
        paper.photographed(),
        paper.photographed((paper.sheet(), paper.UPRIGHT), table=246),
        paper.photographed(*two),
        paper.photographed(fills),
    ):
        assert _ratio(_page(photograph)) == pytest.approx(_PHOTOGRAPHED, abs=0.01)


def test_several_sheets_are_the_pages_of_one_document_in_the_order_they_were_taken() -> None:
    shades = (0, 90, 200)
    photographs = [paper.photographed((paper.sheet(corner=one), paper.UPRIGHT)) for one in shades]
    kind, pieces = looked_at(packed(photographs))
    assert kind == "sheet"
    told = [(number, one.size) for number, one in pieces]
    assert told == [(1, "small"), (1, "page"), (2, "page"), (3, "page"), (1, "paper")]
    for _, one in pieces[:-1]:
        assert len(one.content) <= (SMALL if one.size == "small" else PAGE).most
    reds = [_opened(one).getpixel((100, 90))[0] for _, one in pieces if one.size == "page"]
    assert reds[1] < reds[2] < reds[0]
    with PdfDocument(pieces[-1][1].content) as document:
        assert len(document) == 3
        assert document[0].get_size() == pytest.approx((595, 842), abs=4)


def test_where_it_was_taken_is_said_by_no_page_and_by_no_document() -> None:
    drawn = _drawn(corpus.photograph(), corpus.photograph(turned=False))
    assert all(corpus.SECRET not in one.content for one in drawn)
    assert b"Exif" not in drawn[-1].content


def test_what_is_no_photograph_is_no_page() -> None:
    good = corpus.drawing()
    for parts in ([b"MZ" + bytes(400)], [good, b"%PDF-1.7 x"], [packed([good])], [b""]):
        with pytest.raises(FileRefused):
            what_is(packed(parts))
    for content in (SIGN, SIGN + b"\0", SIGN + struct.pack(">I", 0xFFFFFFFF) + good):
        with pytest.raises(FileRefused):
            what_is(content)
    with pytest.raises(FileRefused) as many:
        what_is(SIGN + struct.pack(">I", 0) * 5_000)
    assert "10" in many.value.sentence


def test_a_sheet_has_ten_pages_and_sixty_megabytes_at_most() -> None:
    assert unpacked(packed([b"a", b"bc"])) == [b"a", b"bc"]
    for wrong, why in (([], "sheets"), ([b"x"] * (MOST_SHEETS + 1), "sheets")):
        with pytest.raises(Refused) as refused:
            packed(wrong)
        assert refused.value.code == why
    part = bytes(MOST_BYTES_TOGETHER // 6 + 1)
    with pytest.raises(Refused) as heavy:
        packed([part] * 6)
    assert heavy.value.code == "heavy"
