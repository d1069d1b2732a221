"""Pages take the reader's language whole, or French whole."""

from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.kernel.errors import TooManyTries
from eprimo.ui.languages import speaking
from tests.cast import Cast

ARABIC = {"Accept-Language": "ar"}


def test_the_door_is_in_the_browser_s_language(client: Any) -> None:
    response = client.get(reverse("accounts:sign_in"), headers=ARABIC)
    assert '<html lang="ar" dir="rtl"' in response.text
    assert response["Content-Language"] == "ar"
    assert {"Accept-Language", "Cookie"} <= {word.strip() for word in response["Vary"].split(",")}


def test_the_cookie_of_the_device_wins_over_the_browser(client: Any) -> None:
    client.cookies["eprimo_langue"] = "en"
    assert '<html lang="en" data' in client.get(reverse("accounts:sign_in"), headers=ARABIC).text


def test_a_family_reads_its_language(client: Any, cast: Cast, sign_in: Any) -> None:
    sign_in(cast.samira)
    assert '<html lang="ar" dir="rtl"' in client.get("/", headers=ARABIC).text


def test_who_works_in_a_school_reads_french(client: Any, cast: Cast, sign_in: Any) -> None:
    sign_in(cast.teacher)
    response = client.get("/", headers=ARABIC)
    assert '<html lang="fr" data' in response.text
    assert response["Content-Language"] == "fr"


def test_a_page_that_is_french_by_law_is_french_for_a_family_too(
    client: Any, cast: Cast, sign_in: Any
) -> None:
    sign_in(cast.samira)
    response = client.get(reverse("information:register"), headers=ARABIC)
    assert '<html lang="fr" data' in response.text
    assert response["Content-Language"] == "fr"
    assert '<html lang="ar"' in client.get("/", headers=ARABIC).text


def test_a_refusal_speaks_the_language_in_use(client: Any) -> None:
    assert '<html lang="ar" dir="rtl"' in client.get("/nulle-part/", headers=ARABIC).text
    with speaking("fr"):
        assert TooManyTries().sentence.startswith("Trop d’essais")


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_a_refusal_of_one_request_leaves_the_next_in_its_own(client: Any, language: str) -> None:
    client.get("/nulle-part/", headers=ARABIC)
    page = client.get(reverse("accounts:sign_in"), headers={"Accept-Language": language}).text
    assert f'<html lang="{language}"' in page


def test_the_door_offers_the_other_languages_by_their_own_names(client: Any) -> None:
    page = client.get(reverse("accounts:sign_in")).text
    assert '<button name="language" value="en" lang="en">English</button>' in page
    assert '<button name="language" value="ar" lang="ar">العربية</button>' in page
    assert 'value="fr" lang="fr"' not in page


def test_a_visitor_chooses_for_the_device_and_comes_back_to_the_page(client: Any) -> None:
    there = reverse("accounts:activate")
    response = client.post(reverse("accounts:language"), {"language": "ar", "next": there})
    assert response["Location"] == there
    assert '<html lang="ar" dir="rtl"' in client.get(there).text


@pytest.mark.parametrize("target", ["https://ailleurs.example/", "//ailleurs.example", "", "/nulle-part"])
def test_a_choice_leads_nowhere_else(client: Any, target: str) -> None:
    response = client.post(reverse("accounts:language"), {"language": "en", "next": target})
    assert response["Location"] == "/"


def test_an_unknown_language_changes_nothing(client: Any, cast: Cast, sign_in: Any) -> None:
    sign_in(cast.samira)
    response = client.post(reverse("accounts:language"), {"language": "de"})
    assert response.status_code == 302
    assert "eprimo_langue" not in response.cookies
    cast.samira.account.refresh_from_db()
    assert cast.samira.account.language == ""


def test_a_family_s_choice_is_kept_by_the_account(client: Any, cast: Cast, sign_in: Any) -> None:
    sign_in(cast.samira)
    assert 'value="ar" lang="ar"' in client.get("/").text
    client.post(reverse("accounts:language"), {"language": "ar"})
    del client.cookies["eprimo_langue"]
    assert '<html lang="ar" dir="rtl"' in client.get("/").text


def test_who_works_in_a_school_is_offered_no_other_language(client: Any, cast: Cast, sign_in: Any) -> None:
    sign_in(cast.teacher)
    assert 'class="langues"' not in client.get("/").text
