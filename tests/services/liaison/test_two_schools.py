"""Who writes in two schools: a draft is of the school where it was begun, a note is prepared for the other one."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from eprimo.foundation.accounts.actions.accounts import position_switch
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import School, SchoolSettings, ServiceSchool
from eprimo.foundation.kernel.actor import Actor, Position
from eprimo.foundation.kernel.requests import actor_of
from eprimo.services.liaison.models import Note, Recipient
from tests import factories as make
from tests.cast import Cast
from tests.services.liaison.notes import draft, sent


def position_at(actor: Actor, school: School) -> Position:
    return next(one for one in actor.positions if one.school_id == school.pk)


def desk(page: Any) -> str:
    found = re.search(r'name="desk" value="(\w+)"', page.text)
    assert found
    return found[1]


def teaches_at_both(cast: Cast) -> None:
    """The teacher of CE1-A, from now on."""
    make.affiliation(cast.teacher, cast.verne, Profile.TEACHER)
    make.attach(cast.teacher, cast.ce1_verne)


def test_a_draft_is_born_where_it_was_begun(cast: Cast, sign_in: Any) -> None:
    """Without chosen families, it holds nothing else that says where it is from."""
    teaches_at_both(cast)
    begun = desk(sign_in(cast.teacher, "teacher", cast.tilleuls).get(reverse("liaison:new")))
    words = {"kind": "information", "title": "Piscine", "text": "Lundi.", "base": "0", "desk": begun}
    there = sign_in(cast.teacher, "teacher", cast.verne)
    # Sent by the device, once the network is back: nothing else moves.
    answer = there.post(reverse("liaison:autosave"), words | {"draft_key": str(uuid4())})
    assert answer.status_code == 200
    assert desk(there.get(reverse("liaison:new"))) != begun
    # Posted by its author from the tab of before: its school is the one in use again, and the page says so.
    posted = words | {"title": "Patinoire", "draft_key": str(uuid4()), "do": "preview"}
    page = there.post(reverse("liaison:new"), posted, follow=True)
    assert page.status_code == 200
    assert cast.tilleuls.name in page.text
    assert desk(there.get(reverse("liaison:new"))) == begun
    assert set(Note.objects.values_list("resource__title", "school")) == {
        ("Piscine", cast.tilleuls.pk), ("Patinoire", cast.tilleuls.pk),
    }  # fmt: skip


def test_a_draft_that_is_kept_stays_open_in_the_other_tab(cast: Cast, sign_in: Any) -> None:
    note = draft(cast, title="Piscine")
    teaches_at_both(cast)
    url = reverse("liaison:edit", args=[note.resource.public_id])
    begun = desk(sign_in(cast.teacher, "teacher", cast.tilleuls).get(url))
    there = sign_in(cast.teacher, "teacher", cast.verne)
    words = {
        "kind": "information",
        "text": "Lundi.",
        "desk": begun,
        "draft_key": str(note.resource.draft_key),
    }
    classes = {"to": [f"class:{cast.ce1.public_id}"]}
    kept = there.post(reverse("liaison:autosave"), words | classes | {"title": "Patinoire", "base": "1"})
    assert kept.json()["revision"] == 2
    posted = words | classes | {"title": "Judo", "base": "2", "do": "keep"}
    assert there.post(url, posted, follow=True).status_code == 200
    note.resource.refresh_from_db()
    assert note.resource.title == "Judo"


@pytest.mark.attack
@pytest.mark.parametrize("mark", ["0" * 20, "x", "of another"])
def test_a_desk_that_is_not_ones_own_is_refused(cast: Cast, sign_in: Any, mark: str) -> None:
    if mark == "of another":
        mark = desk(sign_in(cast.teacher_verne).get(reverse("liaison:new")))
    words = {
        "kind": "information",
        "title": "x",
        "text": "x",
        "draft_key": str(uuid4()),
        "base": "0",
        "desk": mark,
    }
    client = sign_in(cast.teacher)
    for url in (reverse("liaison:autosave"), reverse("liaison:new")):
        assert client.post(url, words).status_code == 403
    assert not Note.objects.exists()


def test_an_agent_writes_once_and_prepares_it_for_another_school(cast: Cast, sign_in: Any) -> None:
    """Whose children it goes to is said; the copy goes to those of the other school, whose hours it keeps."""
    client = sign_in(cast.people["agent"])
    assert "Le même mot dans une autre école" not in client.get(
        reverse("liaison:note", args=[sent(cast, by="agent", service=cast.canteen).resource.public_id])
    ).text  # fmt: skip
    ServiceSchool.objects.create(service=cast.canteen, school=cast.verne, starts=make.SINCE)
    make.enrol(cast.lea_verne, cast.canteen, cast.verne)
    here = next(one for one in (cast.tilleuls, cast.verne) if one.pk == cast.actor("agent").school_id)
    there, children = (
        (cast.verne, {cast.lea_verne.pk}) if here == cast.tilleuls else (cast.tilleuls, {cast.lea.pk})
    )
    note = sent(cast, by="agent", service=cast.canteen, title="Menus de décembre")
    client = sign_in(cast.people["agent"])
    assert here.name in client.get(reverse("liaison:new")).text
    assert here.name in client.get(reverse("home:home")).text
    copied = reverse("liaison:copy", args=[note.resource.public_id])
    assert "Le même mot dans une autre école" in client.get(
        reverse("liaison:note", args=[note.resource.public_id])
    ).text  # fmt: skip
    assert client.post(copied, {"ecole": str(here.public_id)}).status_code == 404
    pressed = {"ecole": str(there.public_id), "key": str(uuid4())}
    page = client.post(copied, pressed, follow=True)
    assert page.redirect_chain[0][0].endswith("/apercu/")
    assert there.name in page.text
    made = Note.objects.get(school=there, resource__published_at=None)
    # The same press again, from there and from the school one came back to.
    for _ in range(2):
        again = client.post(copied, pressed, follow=True)
        assert again.redirect_chain == [(reverse("liaison:edit", args=[made.resource.public_id]), 302)]
        position_switch(actor=actor_of(again.wsgi_request), position=position_at(cast.actor("agent"), here))
    client.post(copied, pressed)
    client.post(reverse("liaison:send", args=[made.resource.public_id]), {"when": "now", "seen": ""})
    assert set(Recipient.objects.filter(note=made).values_list("child_id", flat=True)) == children


def test_a_note_prepared_for_another_service_says_so_before_it_is_looked_at(cast: Cast, sign_in: Any) -> None:
    """« Cantine » here, « Garderie » alone there: other families, so the form comes first and names both."""
    note = sent(cast, by="agent", service=cast.canteen, title="Menus de décembre")
    childcare = make.commune_service(cast.verne, kind="garderie", name="Garderie")
    make.mandate(cast.people["agent"], "commune_agent", service=childcare, commune=cast.verne.commune)
    client = sign_in(cast.people["agent"], "commune_agent", cast.tilleuls)
    copied = reverse("liaison:copy", args=[note.resource.public_id])
    page = client.post(copied, {"ecole": str(cast.verne.public_id)}, follow=True)
    made = Note.objects.get(school=cast.verne)
    assert made.service == childcare
    assert page.redirect_chain[0][0] == reverse("liaison:edit", args=[made.resource.public_id])
    said = page.text.replace("\u00a0", " ")
    assert "« Cantine » n’est pas de vos services dans cette école" in said
    assert "partira aux familles de « Garderie »" in said


def test_a_note_is_prepared_only_where_the_school_lets_agents_write(cast: Cast, sign_in: Any) -> None:
    """A school that decided so is neither offered nor taken; one that decided nothing is."""
    note = sent(cast, by="agent", service=cast.canteen)
    ServiceSchool.objects.create(service=cast.canteen, school=cast.verne, starts=make.SINCE)
    client = sign_in(cast.people["agent"], "commune_agent", cast.tilleuls)
    url, copied = (reverse(f"liaison:{name}", args=[note.resource.public_id]) for name in ("note", "copy"))
    offered = f'value="{cast.verne.public_id}"'
    SchoolSettings.objects.filter(school=cast.verne).delete()
    assert offered in client.get(url).text
    SchoolSettings.objects.create(school=cast.verne, commune_writes_notes=False)
    assert offered not in client.get(url).text
    assert client.post(copied, {"ecole": str(cast.verne.public_id)}).status_code == 404
    assert not Note.objects.filter(school=cast.verne).exists()
