"""Papers in another language: Arabic is written from right to left, joined, with letters that all exist."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from eprimo.foundation.printing.sheets import AdultLetter, letters_pdf

LETTER = AdultLetter(
    full_name="Samira MARTIN",
    school_name="École Les Tilleuls",
    login="samira.martin",
    code="2345-6789-2345",
    expires_on=date(2026, 12, 24),
    made_on=date(2026, 11, 24),
    url="e-primo.example",
    qr_payload="https://e-primo.example/activation#234567892345",
    children=("Léa (CE1-A)", "Noé (CM2)"),
)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", ["Votreentréedanse-primo", "24décembre2026", "LéaetNoé"]),
        ("en", ["Yourwayintoe-primo", "24December2026", "LéaandNoé"]),
        # A reader of PDF gives joined letters back in the order they are drawn: each is there.
        ("ar", ["و", "ر", "ق", "ة", "SamiraMARTIN", "2026"]),
    ],
)
def test_a_letter_speaks_its_language(
    lang: str, words: list[str], read: Callable[[bytes], list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        pdf = letters_pdf([LETTER], lang=lang)
    assert not caplog.records, "a letter is in no font"
    (page,) = read(pdf)
    for word in words:
        assert word in page.replace("(CE1-A)", "")
    assert PdfReader(BytesIO(pdf)).trailer["/Root"]["/Lang"] == lang


def test_each_letter_of_a_print_is_in_the_language_of_its_reader(read: Callable[[bytes], list[str]]) -> None:
    pages = read(letters_pdf([LETTER, replace(LETTER, lang="en"), replace(LETTER, lang="ar")]))
    assert ["Votreidentifiant" in page for page in pages] == [True, False, False]
    assert ["Yourusername" in page for page in pages] == [False, True, False]
    assert "ة" in pages[2]
