"""Families read a closure and its end in their own language: each sentence stands in the phrasebook."""

from datetime import date
from itertools import product

import pytest

from eprimo.console.closing.actions import reopened_text, reopened_title, text_of, title_of
from eprimo.console.closing.enums import Why
from eprimo.foundation.content import richtext
from eprimo.foundation.content.phrasebook.translation import coverage

THURSDAY = date(2026, 11, 26)
YES_NO = (True, False)


@pytest.mark.parametrize("why", Why)
def test_a_closure_is_told_in_known_sentences(why: Why) -> None:
    for whole, care, no_meals in product(YES_NO, YES_NO, YES_NO):
        text = text_of(why, whole=whole, care=care, no_meals=no_meals, words="")
        found = coverage(richtext.parse(text), [title_of(why, whole=whole)])
        assert found.whole, found.others


def test_its_end_is_told_in_known_sentences() -> None:
    for whole in YES_NO:
        text = reopened_text(THURSDAY, whole=whole)
        found = coverage(richtext.parse(text), [reopened_title(THURSDAY, whole=whole)])
        assert found.whole, found.others
