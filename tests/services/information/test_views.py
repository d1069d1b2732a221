"""Pages that everybody may read."""

import pytest

PAGES = ["aide", "mentions-legales", "vie-privee", "accessibilite"]


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_open_to_who_is_not_signed_in(client, page: str) -> None:
    answer = client.get(f"/{page}/")
    assert answer.status_code == 200
    assert "VARIABLE_INCONNUE" not in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_open_in_a_closed_school(cast, sign_in, page: str) -> None:
    assert sign_in(cast.director_ferme).get(f"/{page}/").status_code == 200


@pytest.mark.django_db
def test_privacy_names_what_is_kept_in_plain_words(client) -> None:
    text = client.get("/vie-privee/").text
    assert "Lectures, signatures et réponses" in text
    assert "liaison." not in text
    assert "kernel." not in text


@pytest.mark.django_db
def test_status_tells_nothing_but_that_it_works(client) -> None:
    answer = client.get("/etat/")
    assert (answer.status_code, answer.text) == (200, "tout va bien\n")
