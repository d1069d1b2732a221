"""The language of a page, an e-mail or a slip; dates in each; French plurals through the catalogue."""

from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import get_language, ngettext

from eprimo.ui.languages import NAMES, direction, known, speaking, spoken, wished

DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("given", "used"), [("ar", "ar"), ("en", "en"), ("fr", "fr"), ("", "fr"), ("de", "fr")]
)
def test_speaking_takes_a_language_and_gives_the_former_back(given: str, used: str) -> None:
    before = get_language()
    with speaking(given):
        assert spoken() == used
        assert direction() == ("rtl" if used == "ar" else "ltr")
    assert get_language() == before


@pytest.mark.parametrize(
    ("own", "cookie", "browser", "used"),
    [
        ("", "", "", "fr"),
        ("", "", "ar-DZ,ar;q=0.9,fr;q=0.8", "ar"),
        ("", "", "de,en-GB;q=0.7", "en"),
        ("", "", "de,tr", "fr"),
        ("", "fr", "ar", "fr"),
        ("ar", "fr", "en", "ar"),
        ("xx", "", "en", "en"),
        ("", "../../etc", "", "fr"),
    ],
)
def test_choice_then_device_then_browser_then_french(own: str, cookie: str, browser: str, used: str) -> None:
    request = RequestFactory().get("/", headers={"Accept-Language": browser} if browser else {})
    if cookie:
        request.COOKIES["eprimo_langue"] = cookie
    assert wished(request, own) == used


def test_only_our_languages_are_known() -> None:
    assert [known(language) for language in NAMES] == list(NAMES)
    assert known("de") == ""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "1er\xa0décembre|mardi 1er\xa0décembre|1er\xa0décembre\xa02026|8\xa0h\xa005"),
        ("en", "1\xa0December|Tuesday 1\xa0December|1\xa0December\xa02026|8:05"),
        ("ar", "1\xa0ديسمبر|الثلاثاء 1\xa0ديسمبر|1\xa0ديسمبر\xa02026|8:05"),
    ],
)
def test_dates_follow_the_language(language: str, words: str) -> None:
    template = engines["screens"].from_string(
        "{{ d|ep_day }}|{{ d|ep_date }}|{{ d|ep_full_date }}|{{ t|ep_time }}"
    )
    with speaking(language):
        assert template.render({"d": DAY, "t": datetime(2026, 12, 1, 7, 5, tzinfo=UTC)}) == words


def test_a_moment_has_the_comma_of_its_language() -> None:
    template = engines["screens"].from_string("{{ t|ep_moment }}")
    with speaking("ar"):
        assert template.render({"t": datetime(2026, 12, 1, 7, 5, tzinfo=UTC)}) == "الثلاثاء 1\xa0ديسمبر، 8:05"


def test_nought_is_singular_in_french() -> None:
    forms = ("Il reste un point à revoir.", "Il reste %(n)s points à revoir.")
    with speaking("fr"):
        assert [ngettext(*forms, n) == forms[0] for n in (0, 1, 2)] == [True, True, False]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "شيء واحد للقيام به"),
        (2, "شيئان للقيام بهما"),
        (3, "3 أشياء للقيام بها"),
        (11, "11 شيئًا للقيام به"),
        (100, "100 شيء للقيام به"),
    ],
)
def test_arabic_counts_in_its_own_forms(count: int, words: str) -> None:
    with speaking("ar"):
        assert (
            ngettext("%(count)d chose à faire", "%(count)d choses à faire", count) % {"count": count} == words
        )
