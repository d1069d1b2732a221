"""« Pour jeudi »: what the next day asks for, a tick for each child; what a closed school strikes out asks nothing."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.content import richtext
from eprimo.foundation.content.things.marks import bag_pack
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.occasions.models import Mark, Occasion
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.particulars import NoteParticulars
from tests import factories as make
from tests.cast import Cast
from tests.services.liaison.notes import sent

HOME = reverse("home:home")
THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)


def _bring(cast: Cast, title: str = "Piscine", on: date = THURSDAY, **more: Any) -> Note:
    return sent(cast, title=title, kind=NoteKind.TO_BRING, event_on=on, bring=("maillot", "bonnet"), **more)


def _bag(page: str) -> str:
    return page.partition('id="sac"')[2].partition("</section>")[0]


def _address(note: Note, child: Any) -> str:
    return reverse("home:pack", args=[note.resource.public_id, child.public_id])


def test_the_next_day_that_asks_for_something_is_told_with_a_tick_for_each_child(
    cast: Cast, sign_in: Any
) -> None:
    make.guardianship(cast.samira, cast.yanis)
    note = _bring(cast)
    _bring(cast, title="Forêt", on=FRIDAY)
    client = sign_in(cast.samira)
    bag = _bag(client.get(HOME).text)
    assert "Pour jeudi 26\xa0novembre" in bag
    assert "maillot, bonnet" in bag
    assert "Forêt" not in bag
    assert bag.count('aria-pressed="false"') == 2
    answer = client.post(_address(note, cast.lea), {"sac": "oui", "date": "1", "enfant": ""})
    assert answer["Location"] == f"{HOME}#sac"
    bag = _bag(client.get(HOME).text)
    assert (bag.count('aria-pressed="false"'), bag.count('aria-pressed="true"')) == (1, 1)
    assert "Déjà dans le sac\xa0: 1" in bag
    client.post(_address(note, cast.yanis), {"sac": "oui", "date": "1"})
    assert "Tout est dans le sac" in _bag(client.get(HOME).text)
    # Twice is once, and it can be taken out again; the lanes alone are drawn where scripts ask.
    client.post(_address(note, cast.yanis), {"sac": "oui", "date": "1"})
    assert Mark.objects.count() == 2
    for wrong in ("", "x", "99999", "٣"):
        assert client.post(_address(note, cast.yanis), {"sac": "non", "date": wrong}).status_code == 404
    page = client.post(
        _address(note, cast.yanis), {"sac": "non", "date": "1"}, headers={"HX-Request": "true"}
    ).text
    assert "<html" not in page
    assert "Sorti du sac." in page
    assert 'aria-pressed="false"' in _bag(page)
    lines = AuditLine.objects.filter(act__startswith="content.occasion").order_by("id")
    assert list(lines.values_list("act", "subject_id")) == [
        ("content.occasion.packed", cast.lea.pk), ("content.occasion.packed", cast.yanis.pk),
        ("content.occasion.unpacked", cast.yanis.pk),
    ]  # fmt: skip


def test_a_tick_is_the_child_s_whoever_helps(cast: Cast, sign_in: Any) -> None:
    note = _bring(cast, to_pupils=True)
    sign_in(cast.lea).post(_address(note, cast.lea), {"sac": "oui", "date": "1"})
    for who in ("samira", "paul"):
        bag = _bag(sign_in(cast.people[who]).get(HOME).text)
        assert "Tout est dans le sac" in bag
        assert cast.lea.shown_last_name not in bag


def test_a_pupil_ticks_and_what_is_ticked_stays_in_view(cast: Cast, sign_in: Any) -> None:
    note = _bring(cast, to_pupils=True)
    client = sign_in(cast.lea)
    assert 'aria-pressed="false"' in _bag(client.get(HOME).text)
    assert client.get(reverse("home:bag"))["Location"] == f"{HOME}#sac"
    client.post(_address(note, cast.lea), {"sac": "oui", "date": "1"})
    bag = _bag(client.get(HOME).text)
    assert 'class="tache faite"' in bag
    assert "C’est gardé" in bag


def test_the_little_ones_have_a_tile_for_what_is_brought_and_none_for_its_note(
    cast: Cast, sign_in: Any
) -> None:
    cast.ce1.skin = "petits"
    cast.ce1.save()
    note = _bring(cast, to_pupils=True)
    client, address = sign_in(cast.lea), _address(note, cast.lea)
    page = client.get(HOME).text
    assert "POUR LA MAISON" in page
    assert reverse("liaison:note", args=[note.resource.public_id]) not in page
    assert "Dans 2 dodos" in client.get(reverse("home:bag")).text
    # Back where the stamps are; the guardian sees the same fact.
    assert client.post(address, {"sac": "oui", "date": "1"})["Location"] == reverse("home:bag")
    assert "Tout est dans le sac" in _bag(sign_in(cast.samira).get(HOME).text)
    note_withdraw(actor=cast.actor("teacher"), note=note)
    client = sign_in(cast.lea)
    assert "POUR LA MAISON" not in client.get(HOME).text
    assert "Rien à apporter" in client.get(reverse("home:bag")).text


@pytest.mark.parametrize("what", ["closed", "withdrawn", "past"])
def test_a_day_that_falls_away_asks_nothing(cast: Cast, sign_in: Any, what: str) -> None:
    note = _bring(cast)
    page = sign_in(cast.samira).get(HOME).text
    assert 'id="sac"' in page
    at = datetime(2026, 11, 24, 10, tzinfo=UTC)
    if what == "closed":
        closed = sent(cast, by="director", title="Grève", kind=NoteKind.CLOSED, event_on=THURSDAY)
    elif what == "withdrawn":
        note_withdraw(actor=cast.actor("teacher"), note=note)
    else:
        at = datetime(2026, 11, 26, 12, tzinfo=UTC)
    with clock.frozen(at):
        page = sign_in(cast.samira).get(HOME).text
    assert 'id="sac"' not in page
    week = page.partition('id="a-venir"')[2].partition("</section>")[0]
    assert ("N’a pas lieu" in week) == (what == "closed")
    if what == "closed":
        # Of another class nothing is struck out, and taken back nothing at all.
        note_withdraw(actor=cast.actor("director"), note=closed)
        page = sign_in(cast.samira).get(HOME).text
        assert 'id="sac"' in page
        assert "N’a pas lieu" not in page


def test_a_bag_that_changes_is_packed_anew(cast: Cast) -> None:
    note = _bring(cast)
    thing = note.resource.public_id
    bag_pack(actor=cast.actor("samira"), thing=thing, n=1, child=cast.lea.pk, packed=True)
    # Other words change nothing of it.
    said = NoteParticulars(event_on=THURSDAY, bring=("maillot", "bonnet"))
    correct = {"actor": cast.actor("teacher"), "note": note, "title": "Piscine", "particulars": said}
    note_correct(**correct, body=richtext.parse("Le car est là."))
    assert Mark.objects.exists()
    said = NoteParticulars(event_on=THURSDAY, bring=("maillot", "bonnet", "serviette"))
    note_correct(**correct | {"particulars": said}, body=richtext.parse("Le car est là."))
    assert not Mark.objects.exists()


def test_what_is_over_or_asks_for_nothing_is_not_ticked(cast: Cast) -> None:
    note, event = _bring(cast), sent(cast, kind=NoteKind.EVENT, event_on=THURSDAY)
    samira = cast.actor("samira")
    for made, at, error in (
        (event, datetime(2026, 11, 24, 10, tzinfo=UTC), DomainError),
        (note, datetime(2026, 11, 28, 10, tzinfo=UTC), DomainError),
    ):
        with clock.frozen(at), pytest.raises(error):
            bag_pack(actor=samira, thing=made.resource.public_id, n=1, child=cast.lea.pk, packed=True)
    with pytest.raises(NotVisible):
        bag_pack(actor=samira, thing=note.resource.public_id, n=1, child=cast.noe.pk, packed=True)
    assert not Mark.objects.exists()


def test_the_bag_costs_no_statement_whatever_it_holds(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    counts = []
    for number in (0, 3, 12):
        for made in range(number):
            note = _bring(cast, title=f"Sac {made}", to_pupils=True)
            bag_pack(
                actor=cast.actor("samira"),
                thing=note.resource.public_id,
                n=1,
                child=cast.lea.pk,
                packed=made % 2 == 0,
            )
        client.get(HOME)
        with CaptureQueriesContext(connection) as found:
            client.get(HOME)
        counts.append(len(found))
    # The board behind the cards is one statement more than no card at all.
    assert counts[1] == counts[2] <= counts[0] + 1
    assert Occasion.objects.count() == 15
