"""What is given is drawn anew, or refused with a sentence; whatever it is, this process goes on."""

import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image

from eprimo.foundation.files import inspection
from eprimo.foundation.files.inspection import looked_at
from eprimo.foundation.files.letters import read_aloud
from eprimo.foundation.files.sizes import LARGE, MOST_LETTERS, OF_IMAGE, PAGE, SMALL, Drawn
from eprimo.foundation.printing.papers import list_pdf
from eprimo.foundation.sandbox.errors import Unreadable
from tests.foundation.files import corpus


def _opened(drawn: Drawn) -> Image.Image:
    return Image.open(io.BytesIO(drawn.content))


def test_a2_a_photograph_is_upright_and_says_nothing_of_itself() -> None:
    kind, pieces = looked_at(corpus.photograph())
    assert kind == "image"
    assert [(number, one.size) for number, one in pieces] == [(1, "small"), (1, "page"), (1, "large")]
    for (_, one), size in zip(pieces, OF_IMAGE, strict=True):
        assert one.height > one.width
        assert len(one.content) <= size.most
        assert corpus.SECRET not in one.content
        with _opened(one) as picture:
            assert picture.format == "WEBP"
            assert not picture.getexif()
            assert set(picture.info) <= {"loop", "background", "timestamp", "duration"}
    with _opened(pieces[2][1]) as picture:
        red, green, _ = picture.convert("RGB").getpixel((picture.width // 4, picture.height // 4))
        assert red > 2 * green
        assert max(picture.size) == 1200


def test_what_is_transparent_is_drawn_on_white() -> None:
    _, pieces = looked_at(corpus.drawing())
    with _opened(pieces[0][1]) as picture:
        assert min(picture.convert("RGB").getpixel((5, 5))) > 250


def test_a_document_is_drawn_page_by_page_within_its_weights() -> None:
    rows = [[f"Ligne {number}", "Quelques mots à lire, et d’autres encore"] for number in range(120)]
    made = list_pdf(title="Circulaire", columns=["a", "b"], rows=rows, made_on=date(2026, 11, 27))
    # Behind the end, an object that no page reaches: what is handed on is written of the objects that were judged.
    kind, pieces = looked_at(made + b"\n900 0 obj\n(" + corpus.SECRET + b")\nendobj\n")
    count = max(number for number, _ in pieces)
    assert kind == "pdf"
    assert count > 2
    assert [number for number, one in pieces if one.size == "page"] == list(range(1, count + 1))
    assert [(number, one.size) for number, one in pieces if one.size != "page"] == [
        (1, "small"),
        (1, "paper"),
    ]
    texts = {number: one.text for number, one in pieces if one.size == "page"}
    assert texts[1].startswith("Circulaire\n")
    assert all("Quelques mots à lire, et d’autres encore" in one for one in texts.values())
    assert {one.text for _, one in pieces if one.size == "small"} == {""}
    paper = pieces.pop()[1].content
    assert paper.startswith(b"%PDF-")
    assert not any(secret in paper for secret in (corpus.SECRET, b"/Metadata", b"/Producer"))
    for _, one in pieces:
        size = SMALL if one.size == "small" else PAGE
        assert len(one.content) <= size.most
        assert max(one.width, one.height) == size.longest


def test_what_a_child_answers_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    _, pieces = looked_at(corpus.drawing())
    good = [one for _, one in pieces]
    page = b"<html><script>alert(1)</script></html>"
    for wrong in (
        good[:2],
        [Drawn("small", 300, 200, page), *good[1:]],
        [Drawn("small", 30, 20, good[0].content), *good[1:]],
        [Drawn("small", 300, 200, good[0].content + bytes(SMALL.most)), *good[1:]],
    ):
        monkeypatch.setattr(
            inspection._PICTURE.__class__, "run", lambda *_, answer=tuple(wrong), **__: answer
        )
        with pytest.raises(Unreadable):
            looked_at(corpus.drawing())
    loud = [replace(one, text="a\u202eb\x00" + "é" * 90_000) for one in good]
    monkeypatch.setattr(inspection._PICTURE.__class__, "run", lambda *_, **__: tuple(loud))
    # Of a picture, what is read stands on its page alone.
    texts = {one.text for _, one in looked_at(corpus.drawing())[1]}
    assert texts <= {"", "ab" + "é" * (MOST_LETTERS - 4)}
    assert len(texts) == 2
    assert LARGE.most > PAGE.most > SMALL.most


def test_words_that_a_line_cuts_are_whole() -> None:
    assert read_aloud("La circu\ufffe\r\nlaire  du 3\r\n\r\nmars") == "La circulaire du 3\nmars"
