"""French dates, hours and plurals."""

from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils import timezone

from eprimo.ui import french, plurals
from eprimo.ui.context import initials
from eprimo.ui.languages import speaking
from eprimo.ui.screens import component


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0\xa0famille"), (1, "1\xa0famille"), (2, "2\xa0familles"), (25, "25\xa0familles")],
)
def test_plural_starts_at_two(count: int, words: str) -> None:
    assert plurals.counted(count, "famille") == words


def test_plural_of_irregular_words() -> None:
    assert plurals.plural(3, "cheval", "chevaux") == "chevaux"
    assert plurals.plural(1.5, "cheval", "chevaux") == "cheval"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (date(2026, 11, 24), "mardi 24\xa0novembre"),
        (date(2026, 12, 1), "mardi 1er\xa0décembre"),
        # 23:30 in London on the last day of August is already September in Paris.
        (datetime(2026, 8, 31, 22, 30, tzinfo=UTC), "mardi 1er\xa0septembre"),
        # Of another year than the present one.
        (date(2027, 1, 7), "jeudi 7\xa0janvier\xa02027"),
        (date(2025, 12, 1), "lundi 1er\xa0décembre\xa02025"),
    ],
)
def test_dates_carry_the_weekday(moment: date, words: str) -> None:
    with timezone.override("Europe/Paris"):
        assert french.weekday_day_month(moment) == words


def test_the_year_is_said_of_a_day_of_another_year_in_every_language_and_once() -> None:
    last = date(2025, 3, 7)
    assert french.day_month_year(last) == "7\xa0mars\xa02025"
    assert french.short_month(last) == "mars 2025"
    assert french.short_month(date(2026, 3, 7)) == "mars"
    with speaking("en"):
        assert french.weekday_day_month(last) == "Friday 7\xa0March\xa02025"


@pytest.mark.parametrize(
    ("hour", "minute", "words"), [(8, 41, "8\xa0h\xa041"), (8, 5, "8\xa0h\xa005"), (18, 0, "18\xa0h")]
)
def test_hours_are_written_with_an_h(hour: int, minute: int, words: str) -> None:
    assert french.clock_time(datetime(2026, 11, 24, hour, minute)) == words  # noqa: DTZ001 - a naive local time


def test_time_follows_the_zone_in_use() -> None:
    with timezone.override("Indian/Reunion"):
        assert french.clock_time(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)) == "13\xa0h"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ n }} mot{{ n|ep_plural }}", "3 mots"),
        ('{{ n|ep_plural("est,sont") }}', "sont"),
        ('{{ n|ep_count("famille") }}', "3\xa0familles"),
        ("{{ day|ep_day }}", "24\xa0novembre"),
        ("{{ day|ep_full_date }}", "24\xa0novembre\xa02026"),
        ("{{ nothing|ep_date }}{{ nothing|ep_time }}{{ nothing|ep_moment }}", ""),
    ],
)
def test_filters_are_in_every_template(source: str, words: str) -> None:
    context = {"n": 3, "day": date(2026, 11, 24), "nothing": None}
    assert engines["screens"].from_string(source).render(context) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Claire Guilbaud", "CG"),
        ("Mme. Claire Guilbaud", "CG"),
        ("Jean-Pierre de La Roche", "JR"),
        ("Noé", "N"),
        ("", ""),
        ("élodie ƞ", "ÉȠ"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("0612345678", "06 12 34 56 78"),
        ("06 12 34 56 78", "06 12 34 56 78"),
        ("+33612345678", "+33612345678"),
        ("", ""),
    ],
)
def test_phones_are_written_by_pairs(written: str, said: str) -> None:
    assert french.phone(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("0612345678", '<a href="tel:0612345678">06 12 34 56 78</a>'),
        ("06.12.34.56.78", '<a href="tel:0612345678">06 12 34 56 78</a>'),
        ("+262692123456", '<a href="tel:+262692123456">+262692123456</a>'),
        ("02 40 12 34 56 / 06 12 34 56 78", "02 40 12 34 56 / 06 12 34 56 78"),
        ("+33 (0)6 12 34 56 78", "+33 (0)6 12 34 56 78"),
        ("appeler <le> soir", "appeler &lt;le&gt; soir"),
        ("", ""),
    ],
)
def test_a_number_is_called_by_a_touch(written: str, said: str) -> None:
    assert component("phone")(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Qui vient ?", "Qui vient\u00a0?"),
        ("« oui » : 4 €", "«\u00a0oui\u00a0»\u00a0: 4\u00a0€"),
        ("de 9 :30 à :-)", "de 9 :30 à :-)"),
    ],
)
def test_signs_are_tied_to_the_word_before(written: str, said: str) -> None:
    assert french.tied(written) == said


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Léa", "de Léa"),
        ("Alma", "d’Alma"),
        ("ÉLISE", "d’ÉLISE"),
        ("Œdipe", "d’Œdipe"),
        ("Yves", "d’Yves"),
        ("Yanis", "de Yanis"),
        ("Hugo", "de Hugo"),
        ("Ouassim", "de Ouassim"),
        ("", ""),
    ],
)
def test_of_somebody(name: str, words: str) -> None:
    assert french.of(name) == words
    with speaking("en"):
        assert french.of(name) == name
