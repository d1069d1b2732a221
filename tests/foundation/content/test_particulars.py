"""What a thing is about, when, where, what to bring, until when: sentences of ours, in each reader's language."""

from datetime import date, time, timedelta

import pytest

from eprimo.foundation.content.enums import What
from eprimo.foundation.content.particulars import Particulars, announced, due_words
from eprimo.foundation.kernel import clock
from eprimo.foundation.occasions.enums import Verb
from eprimo.ui.languages import NAMES, speaking
from tests.conftest import NOW

THURSDAY = date(2026, 12, 3)
OUTING = Particulars(
    what=What.OUTING, event_on=THURSDAY, starts_at=time(8, 45), ends_at=time(16, 15), place="Château",
    bring=("Un pique-nique", "Un tambour"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "what", "day", "hours", "due"),
    [
        (
            "fr",
            "Sortie scolaire",
            "Jeudi 3 décembre",
            "De 8 h 45 à 16 h 15",
            "À signer avant le jeudi 3 décembre",
        ),
        (
            "en",
            "School outing",
            "Thursday 3 December",
            "From 8:45 to 16:15",
            "To sign before Thursday 3 December",
        ),
        (
            "ar",
            "رحلة مدرسية",
            "الخميس 3 ديسمبر",
            "من الساعة 8:45 إلى الساعة 16:15",
            "للتوقيع قبل الخميس 3 ديسمبر",
        ),
    ],
)
def test_each_reads_it_in_the_own_language(language: str, what: str, day: str, hours: str, due: str) -> None:
    with speaking(language):
        told = announced(OUTING, due=due_words(Verb.SIGN, THURSDAY))
        lines = [told.what, told.day, told.hours, told.due]
        things = "".join(map(str, told.things_said))
    assert [" ".join(one.split()) for one in lines] == [what, day, hours, due]
    # The author's words stay as they were written; what the phrasebook has stands beside them.
    assert "Un tambour" in things
    assert told.place == "Château"
    assert ("traduit-c" in things) == (language != "fr")


@pytest.mark.parametrize("what", list(What))
def test_each_thing_one_may_write_about_has_its_words_in_each_language(what: What) -> None:
    said = {}
    for language in NAMES:
        with speaking(language):
            said[language] = announced(Particulars(what=what)).what
    assert said["fr"] == what.label
    assert all(said.values())
    assert len(set(said.values())) == len(NAMES), said


def test_neither_hours_nor_place_are_told_to_whom_they_are_hidden() -> None:
    told = announced(OUTING, hides_place=True)
    assert told.hours == ""
    assert told.place == ""
    assert told.day
    assert told.bring == OUTING.bring


def test_a_title_of_the_phrasebook_says_what_nobody_chose() -> None:
    with speaking("en"):
        assert announced(Particulars(), "Photo de classe").what == "Class photo"
        assert announced(Particulars(), "Photo de la cour").what == ""
        assert announced(OUTING, "Photo de classe").what == "School outing"


def test_a_page_that_was_kept_says_the_day_right_on_the_day_after() -> None:
    """No word of it depends on the day it is read."""
    said = set()
    for days in range(4):
        with clock.frozen(NOW + timedelta(days=days)):
            said.add(announced(Particulars(event_on=NOW.date() + timedelta(days=2))))
    assert len(said) == 1
