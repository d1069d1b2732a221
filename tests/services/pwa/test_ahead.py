"""What a family's device fetches before it is opened: which pages, what they say, and what they do not."""

import re
from datetime import time, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.content import richtext
from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import Guardianship
from eprimo.foundation.kernel.outbox import run_due
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.models import Owed
from eprimo.services.pwa.offline import KEEP, LANGUAGE, OWNER, READINGS
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison import notes

PAGE = reverse(READINGS)
TELL = reverse("attendance:tell")


def _ahead(client: Any) -> list[str]:
    found = re.search(r'<meta name="ep-ahead" content="([^"]*)">', client.get("/").text)
    return found[1].split(" ") if found else []


def test_the_pages_of_a_guardian_alone(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    pages = _ahead(client)
    kept = ("agenda:home", "homework:list", "timetable:index")
    assert set(pages) == {PAGE, TELL, *(reverse(one) for one in kept)}
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert answer.headers[KEEP], page
    for name in ("lea", "teacher", "director", "teacher_parent", "agent"):
        assert _ahead(sign_in(cast.people[name])) == [], name


def test_who_may_not_tell_an_absence_keeps_no_form_of_it(cast: Cast, sign_in: Any) -> None:
    assert TELL not in _ahead(sign_in(cast.people["no_exercise"]))


def test_the_words_of_notes_nobody_opened_and_nothing_is_read_by_it(cast: Cast, sign_in: Any) -> None:
    note = notes.to_sign(cast, title="Sortie au château", text="Pensez au pique-nique.")
    run_due()
    client = sign_in(cast.samira)
    page = client.get(PAGE)
    own = f"/carnet/{note.resource.public_id}/enfant/{cast.lea.public_id}/"
    assert page.headers[KEEP] == READINGS
    assert f'data-ep-at="{own}"' in page.text
    assert "Pensez au pique-nique." in page.text
    assert not Owed.objects.filter(read_at__isnull=False).exists()
    # Corrected twice meanwhile: what was signed is what was read, and the next contact has the last words.
    for text in ("Au port.", "À la ferme."):
        resource = Resource.objects.get(pk=note.pk)
        note_correct(actor=cast.actor("teacher"), note=note, title=resource.title, body=richtext.parse(text))
        note.refresh_from_db()
    sign = reverse("liaison:sign", args=[note.resource.public_id, cast.lea.public_id])
    assert client.post(sign, {"version": "1"}).status_code == 302
    assert not Owed.objects.filter(signed_at__isnull=False).exists()
    assert "À la ferme." in client.get(PAGE).text
    # A right that is gone: neither the words, nor the name under which the device kept them.
    before = page.headers[OWNER]
    make.restrict(Guardianship.objects.get(adult=cast.samira, child=cast.lea), cast.tilleuls, 2)
    after = client.get(PAGE)
    assert "Sortie au château" not in after.text
    assert after.headers.get(OWNER) != before


def test_a_long_text_is_left_to_the_network(cast: Cast, sign_in: Any) -> None:
    notes.to_sign(cast, title="Règlement", text="mot " * 4000)
    run_due()
    page = sign_in(cast.samira).get(PAGE).text
    assert "Ce texte est long" in page
    assert len(page) < 40_000


def test_a_restricted_guardian_reads_neither_place_nor_hour_there(cast: Cast, sign_in: Any) -> None:
    day = NOW.date() + timedelta(days=3)
    notes.to_sign(cast, title="Sortie", event_on=day, starts_at=time(9, 15), place="Gare de Lyon")
    run_due()
    assert "Gare de Lyon" in sign_in(cast.samira).get(PAGE).text
    make.restrict(Guardianship.objects.get(adult=cast.samira, child=cast.lea), cast.tilleuls, 1)
    page = sign_in(cast.samira).get(PAGE).text
    assert "Sortie" in page
    assert "Gare de Lyon" not in page


def test_it_costs_the_same_for_3_and_30_notes(cast: Cast, sign_in: Any) -> None:
    client, counts = sign_in(cast.samira), []
    for number in (3, 27):
        for one in range(number):
            notes.to_sign(cast, title=f"Mot {number} {one}")
        run_due()
        client.get(PAGE)
        with CaptureQueriesContext(connection) as found:
            assert client.get(PAGE).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_pages_go_with_another_language_and_say_which_one(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    french = client.get("/")
    assert french.headers[LANGUAGE] == "fr"
    cast.samira.account.language = "ar"
    cast.samira.account.save(update_fields=["language"])
    arabic = client.get("/")
    assert arabic.headers[LANGUAGE] == "ar"
    assert arabic.headers[OWNER] != french.headers[OWNER]
    # Who works in the school reads French, whatever her own choice for her children's pages.
    assert sign_in(cast.teacher).get("/").headers[LANGUAGE] == "fr"
    assert 'lang="ar"' in client.get("/hors-ligne/", headers={"Accept-Language": "ar"}).text
