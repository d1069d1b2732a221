"""Pages that everybody may read."""

import pytest
from django.utils.html import escape

from eprimo.foundation.kernel.services import retentions
from eprimo.services.information.register import register_of
from eprimo.services.information.words import words_of

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


def test_the_register_is_for_who_is_signed_in_and_read_from_the_declarations(cast, sign_in, client) -> None:
    assert client.get("/vie-privee/registre/").status_code == 302
    text = sign_in(cast.former_guardian).get("/vie-privee/registre/").text
    for entry in register_of():
        assert escape(entry.processing.name) in text
        for line in entry.lines:
            assert escape(line.kept) in text
    assert "liaison." not in text
    assert {line.what for entry in register_of() for line in entry.lines} == {
        words_of(one.model) for one in retentions()
    }


@pytest.mark.parametrize(("kind", "head"), [("csv", b"\xef\xbb\xbf"), ("ods", b"PK"), ("pdf", b"%PDF-")])
def test_the_register_goes_out_as_a_file(cast, sign_in, kind: str, head: bytes) -> None:
    answer = sign_in(cast.director).get(f"/vie-privee/registre/{kind}/")
    assert answer.content.startswith(head)
    assert f"registre des traitements.{kind}" in answer["Content-Disposition"]


def test_the_privacy_page_leads_to_the_register_when_it_can_be_read(cast, sign_in, client) -> None:
    assert "/vie-privee/registre/" not in client.get("/vie-privee/").text
    assert "/vie-privee/registre/" in sign_in(cast.samira).get("/vie-privee/").text
