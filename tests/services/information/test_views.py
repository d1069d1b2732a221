"""Pages that everybody may read."""

import re
from datetime import timedelta

import pytest
from django.utils.html import escape

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.audit_checkpoints import head_line, make_head
from eprimo.foundation.kernel.models import AuditHead
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.kernel.seal_keys import seal_key_add
from eprimo.foundation.kernel.services import retentions
from eprimo.foundation.transport.mail import Fate, using
from eprimo.services.information.register import register_of
from eprimo.services.information.table_names import words_of
from eprimo.services.information.views import CHAPTERS
from tests.conftest import NOW
from tests.foundation.notifications.test_rounds_kept import Answers

PAGES = ["aide", "mentions-legales", "vie-privee", "accessibilite"]


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_open_to_who_is_not_signed_in(client, page: str) -> None:
    answer = client.get(f"/{page}/")
    assert answer.status_code == 200
    assert "VARIABLE_INCONNUE" not in answer.text


def _chapters(page: str) -> list[str]:
    return re.findall(r'<h2 id="([a-z]+)">', page)


@pytest.mark.django_db
def test_help_has_a_chapter_for_each_trade(client) -> None:
    page = client.get("/aide/").text
    keys = [one.key for one in CHAPTERS]
    assert _chapters(page) == ["familles"]
    assert re.findall(r'class="chip[^"]*" href="\?chapitre=([a-z]+)"', page) == keys
    assert [_chapters(client.get(f"/aide/?chapitre={key}").text) for key in keys] == [[key] for key in keys]
    assert _chapters(client.get("/aide/?chapitre=autre").text) == ["familles"]
    # Every role finds itself in one of them; those that are French say so in a page that is not.
    assert {role for one in CHAPTERS for role in one.roles} == set(Role)
    arabic = client.get("/aide/?chapitre=commune", headers={"Accept-Language": "ar"}).text
    assert 'lang="fr" dir="ltr"' in arabic


def test_who_is_signed_in_meets_the_own_chapter_first(cast, sign_in) -> None:
    first = {
        "samira": "familles", "lea": "eleves", "teacher": "enseignants", "staff": "personnels",
        "agent": "personnels", "partner": "intervenants", "director": "direction", "member_rep": "commune",
        "coordinator": "groupement", "inspector": "territoire",
    }  # fmt: skip
    found = {name: _chapters(sign_in(cast.people[name]).get("/aide/").text)[0] for name in first}
    assert found == first


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
    assert [one.model for one in retentions() if words_of(one.model) == one.model] == []


@pytest.mark.parametrize(("kind", "head"), [("csv", b"\xef\xbb\xbf"), ("ods", b"PK"), ("pdf", b"%PDF-")])
def test_the_register_goes_out_as_a_file(cast, sign_in, kind: str, head: bytes) -> None:
    answer = sign_in(cast.director).get(f"/vie-privee/registre/{kind}/")
    assert answer.content.startswith(head)
    assert f"registre des traitements.{kind}" in answer["Content-Disposition"]


def test_the_privacy_page_leads_to_the_register_when_it_can_be_read(cast, sign_in, client) -> None:
    assert "/vie-privee/registre/" not in client.get("/vie-privee/").text
    assert "/vie-privee/registre/" in sign_in(cast.samira).get("/vie-privee/").text


@pytest.mark.django_db
def test_heads_of_the_trail_are_public_and_the_first_of_a_day_is_mailed(client, settings, tmp_path) -> None:
    settings.SEAL_KEYS_FILE = tmp_path / "seal-keys"
    settings.TRAIL_WITNESSES = ["rssi@academie.example", "coordination@groupement.example"]
    seal_key_add()
    later, answers = [NOW, NOW + timedelta(hours=1), NOW + timedelta(days=1)], Answers(Fate.SENT, Fate.AWAY)
    with using(answers):
        for at in later:
            with clock.frozen(at):
                make_head()
                run_due()
    first, second, third = map(head_line, AuditHead.objects.order_by("pk"))
    # The server was away for the second of them at the first try, who alone is written to again; the second hour has no
    # letter of its own.
    one, two = settings.TRAIL_WITNESSES
    assert [letter.to for letter in answers.letters] == [one, two, two, one, two]
    assert all(first in letter.text for letter in answers.letters[:3])
    assert all(third in letter.text for letter in answers.letters[3:])
    with clock.frozen(later[-1]):
        assert client.get("/piste/").text == f"{first}\n{second}\n{third}\n"
    with clock.frozen(NOW + timedelta(days=8)):
        assert client.get("/piste/").text == f"{third}\n"
