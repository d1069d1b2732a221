"""A note opened by a link while another school, or another role, is in use: the same 404 as ever, or the way to it."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.accounts.models import Session
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import ClassMembership, School
from eprimo.foundation.kernel.models import AuditLine
from eprimo.services.liaison.models import Note
from tests import factories as make
from tests.cast import Cast
from tests.ground import lent
from tests.services.liaison.notes import draft, sent
from tests.services.liaison.test_journey import address

OFFER = 'name="next"'


@lent
def notes(cast: Cast) -> dict[str, Note]:
    """Written, then: a teacher, a director, a pupil and staff of both schools; a director whose third is closed."""
    written = _written(cast)
    cast.people["chair"] = make.teacher(cast.tilleuls, cast.cm2, first_name="Gwen", last_name="DEUX")
    make.account(cast.people["chair"], login="gwen.deux")
    for who in ("teacher", "chair"):
        make.affiliation(cast.people[who], cast.verne, Profile.TEACHER)
        make.attach(cast.people[who], cast.ce1_verne)
    make.affiliation(cast.director, cast.verne, Profile.DIRECTOR)
    make.affiliation(cast.director, cast.tilleuls, Profile.TEACHER)
    make.affiliation(cast.director, cast.ferme, Profile.DIRECTOR)
    make.affiliation(cast.staff, cast.verne, Profile.STAFF)
    make.affiliation(cast.lea, cast.verne, Profile.PUPIL)
    ClassMembership.objects.create(
        person=cast.lea, class_group=cast.ce1_verne, school=cast.verne, starts=make.SINCE
    )
    return written


def _written(cast: Cast) -> dict[str, Note]:
    here = {"classes": (cast.ce1,), "to_pupils": True}
    there = {"by": "teacher_verne", "classes": (cast.ce1_verne,), "to_pupils": True}
    return {
        "sent": sent(cast, title="Patinoire secrète", **here),
        "verne": sent(cast, title="Patinoire secrète", **there),
        "draft": draft(cast, title="Patinoire secrète", **here),
        "named": sent(cast, title="Patinoire secrète", children=(cast.lea,)),
        "cm2": sent(cast, by="teacher_cm2", title="Patinoire secrète", classes=(cast.cm2,)),
        "heads": draft(cast, by="director", title="Patinoire secrète"),
        "service": sent(cast, by="agent", title="Patinoire secrète", service=cast.canteen),
    }


def _bare(page: str) -> str:
    """The page without what is drawn anew for each request."""
    return re.sub(r'(nonce|value)="[\w+/=-]{20,}"', r'\1=""', page)


def _places(cast: Cast, who: str) -> list[tuple[str, School | None]]:
    schools = {one.pk: one for one in (cast.tilleuls, cast.verne, cast.ferme)}
    return [
        (one.role.value, schools.get(one.school_id or 0))
        for one in cast.actor(who).positions
        if not one.closed
    ]


def test_each_person_finds_the_same_404_or_the_way(cast: Cast, notes: dict[str, Note], sign_in: Any) -> None:
    """For every person, in every position and for every note: the way is offered where the page is not, and another
    position of the same person opens it; it says nothing of the note, and leads to it. Else the page is that of an
    address where nothing ever was."""
    offered = set()
    for who in cast.people:
        places = _places(cast, who)
        asked = notes if len(places) > 1 else {name: notes[name] for name in ("sent", "verne")}
        opened = {}
        for place in places:
            client = sign_in(cast.people[who], *place)
            nothing = client.get(reverse("liaison:note", args=[uuid4()]))
            assert nothing.status_code == 404
            for name, note in asked.items():
                page = client.get(address("note", note))
                opened[place, name] = page.status_code in {200, 302}
                if opened[place, name]:
                    continue
                assert page.status_code == 404, (who, place, name)
                if OFFER not in page.text:
                    assert _bare(page.text) == _bare(nothing.text), (who, place, name)
                    continue
                offered.add((who, place, name))
                assert "Patinoire" not in page.text
                own = {school.name for _, school in places if school}
                for school in (cast.tilleuls, cast.verne, cast.ferme):
                    assert school.name in own or school.name not in page.text
                said = re.sub(r"<header.*?</header>", "", page.text, flags=re.DOTALL)
                assert not any(
                    child in said
                    for child in ("Léa", "Noé", "Yanis", "Zoé")
                    if child not in cast.people[who].first_name
                )
        should = {
            (who, place, name)
            for place in places
            for name in asked
            if not opened[place, name] and any(opened[other, name] for other in places)
        }
        assert {one for one in offered if one[0] == who} == should
    assert {who for who, *_ in offered} >= {"teacher", "chair", "director", "lea"}
    assert {name for who, _, name in offered} == set(notes)


def test_the_way_is_one_press(cast: Cast, notes: dict[str, Note], sign_in: Any) -> None:
    """Not the rights of there from here: the school in use is changed, as its page does, and the trail says so."""
    note = notes["verne"]
    client = sign_in(cast.teacher, "teacher", cast.tilleuls)
    page = client.get(address("note", note))
    assert page.status_code == 404
    assert "Ce mot est dans une autre de vos écoles" in page.text
    form = page.text.split(f'action="{reverse("accounts:switch")}"')[1].split("</form>")[0]
    posted = {name: _value(form, name) for name in ("position", "next")}
    # Nothing was changed by looking.
    assert Session.objects.filter(account=cast.teacher.account, school=cast.tilleuls).exists()
    assert not AuditLine.objects.filter(act="accounts.position.switched").exists()
    opened = client.post(reverse("accounts:switch"), posted, follow=True)
    assert opened.redirect_chain == [(address("note", note), 302)]
    assert "Patinoire secrète" in opened.text
    line = AuditLine.objects.get(act="accounts.position.switched")
    assert (line.person_id, line.school_id) == (cast.teacher.pk, cast.verne.pk)
    # Nobody else is led anywhere by what that form says.
    assert sign_in(cast.teacher_cm2).post(reverse("accounts:switch"), posted).status_code == 404


def _value(form: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', form)
    assert found, name
    return found[1]


def test_every_address_of_the_note_leads_there(cast: Cast, notes: dict[str, Note], sign_in: Any) -> None:
    """A bookmark of the follow-up as well; what was posted from a tab of before does nothing, and the page says it."""
    note = notes["verne"]
    client = sign_in(cast.director, "director", cast.tilleuls)
    for name in ("note", "edit", "follow_up", "correct", "print"):
        page = client.get(address(name, note))
        assert (page.status_code, address("note", note) in page.text) == (404, True), name
    page = client.post(address("archive", note))
    assert page.status_code == 404
    assert "Rien n’a été envoyé ni changé." in page.text
    note.refresh_from_db()
    assert note.archived_at is None
    # Another role at the same school is another role.
    other = sign_in(cast.director, "teacher", cast.tilleuls).get(address("note", notes["service"])).text
    assert "Ce mot se lit avec un autre de vos rôles" in other
    assert "de vos écoles" not in other


def test_a_refusal_costs_the_same_whatever_is_behind(
    cast: Cast, notes: dict[str, Note], sign_in: Any
) -> None:
    """Two statements for whoever has two positions, as many where nothing ever was as for a note of others; none for
    anybody else."""
    counts = {}
    for who in ("teacher_cm2", "teacher"):
        client = sign_in(cast.people[who], "teacher", cast.tilleuls)
        missing = reverse("liaison:note", args=[uuid4()])
        unseen = address("note", notes["sent" if who == "teacher_cm2" else "cm2"])
        client.get(missing)
        for name, url in (("missing", missing), ("unseen", unseen)):
            with CaptureQueriesContext(connection) as caught:
                assert client.get(url).status_code == 404
            counts[who, name] = len(caught)
    assert counts["teacher", "missing"] == counts["teacher_cm2", "missing"] + 2
    assert counts["teacher", "unseen"] == counts["teacher_cm2", "unseen"] + 2


@pytest.mark.parametrize("target", ["https://ailleurs.example/", "//ailleurs.example", "/\\ailleurs.example"])
def test_the_way_leads_to_pages_of_ours_only(cast: Cast, sign_in: Any, target: str) -> None:
    posted = {"position": f"teacher.{cast.tilleuls.public_id}", "next": target}
    assert sign_in(cast.teacher).post(reverse("accounts:switch"), posted)["Location"] == "/"
