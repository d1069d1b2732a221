"""The pages of one's own data, without script: ask, wait, take, erase."""

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.notifications.models import Preference, PushDevice
from eprimo.foundation.privacy.exports.copy_jobs import exports_make
from eprimo.foundation.privacy.models import Export
from tests.cast import Cast
from tests.foundation.privacy import copies

pytestmark = pytest.mark.django_db


def _text(response: Any) -> str:
    return response.content.decode()


def test_a_guardian_asks_waits_takes_and_erases(cast: Cast, client: Any, sign_in: Any) -> None:
    sign_in(cast.samira)
    page = _text(client.get("/mes-donnees/"))
    assert page.count("Préparer la copie") == 3, "her own, Léa's, Noé's"
    page = _text(client.post(reverse("my_data:ask_child", args=[cast.lea.public_id]), follow=True))
    assert "La copie se prépare" in page
    assert "data-ep-poll" in page
    assert "Une copie est déjà en préparation" in _text(client.post("/mes-donnees/copie", follow=True))
    exports_make()
    page = _text(client.get("/mes-donnees/"))
    assert "Enregistrer la copie" in page
    assert "data-ep-poll" not in page
    export = Export.objects.get()
    response = client.post(reverse("my_data:fetch", args=[export.public_id]))
    sent = b"".join(response.streaming_content)
    assert len(sent) == int(response["Content-Length"]) == export.size
    assert response["Content-Type"] == "application/zip"
    assert "Léa" not in response["Content-Disposition"]
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    client.post(reverse("my_data:drop", args=[export.public_id]))
    assert not Export.objects.exists()


def test_the_home_tells_a_guardian_where_to_take_it(cast: Cast, client: Any, sign_in: Any) -> None:
    copies.own(cast, "samira")
    sign_in(cast.samira)
    page = _text(client.get("/"))
    assert "Votre copie est prête" in page
    assert 'href="/mes-donnees/"' in page


def test_a_child_reads_in_own_words(cast: Cast, client: Any, sign_in: Any) -> None:
    sign_in(cast.lea)
    page = _text(client.get("/mes-donnees/"))
    assert "Ce que e\u2011primo sait de moi" in page
    assert "Léa" in page
    assert "CE1-A" in page
    assert "Samira" not in page
    client.post("/mes-donnees/copie")
    exports_make()
    assert "Ta copie est prête" in _text(client.get("/mes-donnees/"))


def test_nothing_is_taken_on_a_tablet_of_the_class(cast: Cast, client: Any, sign_in: Any) -> None:
    """The next child would find the file."""
    from eprimo.foundation.classroom.actions.devices import device_pair
    from eprimo.foundation.classroom.models import ClassSession

    copies.own(cast, "lea")
    device, key = device_pair(actor=cast.actor("teacher"), class_group=cast.ce1, label="Tablette")
    sign_in(cast.lea)
    session = Session.objects.latest("pk")
    Session.objects.filter(pk=session.pk).update(idle_seconds=600)
    ClassSession.objects.create(session=session, school=cast.tilleuls, device=device)
    client.cookies[settings.CLASS_COOKIE_NAME] = key
    page = _text(client.get("/mes-donnees/"))
    assert "Cette tablette est à toute la classe" in page
    assert "Prendre ma copie" not in page
    export = Export.objects.get()
    for address in ("/mes-donnees/copie", reverse("my_data:fetch", args=[export.public_id])):
        assert client.post(address).status_code == 403


def test_own_choices_are_erased_at_once(cast: Cast, client: Any, sign_in: Any) -> None:
    account = cast.samira.account
    account.theme, account.text_size = "sombre", "grand"
    account.save(update_fields=["theme", "text_size"])
    PushDevice.objects.create(account=account, address="ici", address_hash="ici")
    Preference.objects.create(person=cast.samira, lane="todo", channel="mail", rhythm="daily")
    sign_in(cast.samira)
    page = _text(client.get("/mes-donnees/effacer"))
    assert page.count('name="quoi"') == 3
    client.post("/mes-donnees/effacer", {"quoi": ["push", "comfort", "rien"]})
    account.refresh_from_db()
    assert (account.theme, account.text_size) == ("", "normal")
    assert not PushDevice.objects.exists()
    assert Preference.objects.exists(), "it was not ticked"
    assert "Rien n’était coché" in _text(client.post("/mes-donnees/effacer", follow=True))


def test_another_ones_choices_stay(cast: Cast, client: Any, sign_in: Any) -> None:
    PushDevice.objects.create(account=cast.paul.account, address="ici", address_hash="ici")
    sign_in(cast.samira)
    client.post("/mes-donnees/effacer", {"quoi": ["push"]})
    assert PushDevice.objects.count() == 1


@pytest.mark.parametrize("who", ["former_guardian", "former_teacher", "former_pupil", "director_ferme"])
def test_who_left_finds_the_page_from_the_account(cast: Cast, client: Any, sign_in: Any, who: str) -> None:
    sign_in(cast.people[who])
    assert 'href="/mes-donnees/"' in _text(client.get("/compte/"))
    assert client.get("/mes-donnees/").status_code == 200
    assert client.post("/mes-donnees/copie").status_code == 302


def test_the_page_costs_the_same_for_every_number_of_children(
    cast: Cast, client: Any, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    for who in ("samira", "lea", "teacher"):
        copies.own(cast, who)
        session_open(cast.people[who].account)
        sign_in(cast.people[who])
        client.get("/mes-donnees/")
        with django_assert_max_num_queries(8):
            client.get("/mes-donnees/")


def test_copies_are_not_asked_for_without_end(cast: Cast, client: Any, sign_in: Any) -> None:
    sign_in(cast.samira)
    answers = []
    for _ in range(6):
        answers.append(client.post("/mes-donnees/copie").status_code)
        exports_make()
    assert answers == [302] * 5 + [429]
