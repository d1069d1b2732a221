"""Reply threads on screen: where they stand, what is read of them, what a form sent twice or too long becomes."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison import talk
from tests.services.liaison.notes import sent, to_sign


def test_signing_comes_before_writing(cast: Cast, sign_in: Any) -> None:
    """On a phone the page is read down: what is due stands before what helps."""
    note = to_sign(cast)
    page = (
        sign_in(cast.samira)
        .get(reverse("liaison:child", args=[note.resource.public_id, cast.lea.public_id]))
        .text
    )
    assert 0 < page.index("J’ai lu et je signe") < page.index('id="fil"')


@pytest.mark.django_db
def test_pages_of_both_sides(cast: Cast, client, sign_in) -> None:  # type: ignore[no-untyped-def]
    note = sent(cast)
    sign_in(cast.samira)
    page = client.get(
        reverse("liaison:child", args=[note.resource.public_id, cast.lea.public_id])
    ).content.decode()
    assert "Ces personnes le liront" in page
    assert "Claire LE GALL, Rémi REMPLACE et la direction de l’école" in page
    assert client.post(talk.own_url(note, cast), {"body": ""}).status_code == 422
    assert client.post(talk.own_url(note, cast), {"body": "<b>Bonjour</b>"}).status_code == 302
    sign_in(cast.teacher)
    follow = client.get(reverse("liaison:follow_up", args=[note.resource.public_id])).content.decode()
    assert "responsable a écrit" in follow
    assert "A écrit<span" in follow
    page = client.get(talk.thread_url(note, cast)).content.decode()
    assert "&lt;b&gt;Bonjour&lt;/b&gt;" in page
    with clock.frozen(NOW + timedelta(minutes=1)):
        assert client.post(talk.thread_url(note, cast), {"body": "Bonjour à vous"}).status_code == 302
    keys = [note.resource.public_id, cast.lea.public_id, cast.samira.public_id]
    close = reverse("liaison:thread_close", args=keys)
    assert client.post(close).status_code == 302
    read = reverse("liaison:thread_read", args=keys[:2])
    with clock.frozen(NOW + timedelta(minutes=2)):
        sign_in(cast.samira)
        page = client.get(talk.own_url(note, cast)).content.decode()
        assert "L’école a terminé cet échange" in page
        assert "J’ai lu la réponse" in page
        assert client.post(read).status_code == 302
        assert "J’ai lu la réponse" not in client.get(talk.own_url(note, cast)).content.decode()


@pytest.mark.django_db
def test_a_long_thread_has_pages(cast: Cast, client, sign_in) -> None:  # type: ignore[no-untyped-def]
    note = sent(cast)
    for number in range(35):
        talk.write(cast, note, body=f"Message {number:02}")
    sign_in(cast.samira)
    newest = client.get(talk.own_url(note, cast)).content.decode()
    older = client.get(f"{talk.own_url(note, cast)}?fil=2").content.decode()
    assert ("Message 34" in newest, "Message 04" in newest, "?fil=2" in newest) == (True, False, True)
    assert ("Message 34" in older, "Message 04" in older, "?fil=3" in older) == (False, True, False)


def test_the_same_form_sent_twice_is_one_message(cast: Cast, sign_in: Any) -> None:
    note = sent(cast)
    client = sign_in(cast.samira)
    page = client.get(talk.own_url(note, cast)).text
    key = re.search(r'name="key" value="([0-9a-f-]{36})"', page)
    assert key is not None
    words = {"key": key[1], "body": "Peut-elle venir en avance ?"}
    for _ in range(2):
        assert client.post(talk.own_url(note, cast), words).status_code == 302
    assert talk.bodies(cast, note, "samira", "samira") == ["Peut-elle venir en avance ?"]
    assert AuditLine.objects.filter(act="liaison.thread.written").count() == 1
    # « Back », other words, « send »: the form is the same, the message is not.
    client.post(talk.own_url(note, cast), words | {"body": "Je la dépose à 8 h."})
    assert talk.bodies(cast, note, "samira", "samira") == [
        "Peut-elle venir en avance ?",
        "Je la dépose à 8 h.",
    ]
    # The same key in another thread says something else.
    talk.write(cast, note, "paul", "Et moi ?")
    team = sign_in(cast.teacher)
    for _ in range(2):
        team.post(talk.thread_url(note, cast), {"key": key[1], "body": "Oui."})
    assert talk.bodies(cast, note, "samira", "samira")[2:] == ["Oui."]


def test_what_is_too_long_comes_back_whole(cast: Cast, sign_in: Any) -> None:
    note = sent(cast)
    client = sign_in(cast.samira)
    page = client.get(talk.own_url(note, cast)).text
    # A browser would cut the text without a word: the page counts, and the server says.
    assert 'data-ep-count="2000"' in page
    assert "maxlength" not in page.split('id="id_body"')[0].rsplit("<textarea", 1)[1]
    words = "a" * 2300
    answer = client.post(talk.own_url(note, cast), {"body": words})
    assert answer.status_code == 422
    assert "Votre message a 2300 lettres\u00a0: 2000 au plus." in answer.text
    assert words in answer.text
