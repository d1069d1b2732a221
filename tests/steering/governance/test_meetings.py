"""Steering committee and departmental groups: convened, attended, minuted by the rectorat."""

import io
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from icalendar import Calendar
from pypdf import PdfReader

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.outbox import run_due
from eprimo.steering.consortium.models import Member
from eprimo.steering.governance.actions.meetings import (
    attendance_note,
    meeting_cancel,
    meeting_convene,
    meeting_correct,
    meeting_plan,
    members_invite,
)
from eprimo.steering.governance.actions.minutes import minutes_publish, minutes_write
from eprimo.steering.governance.actions.news import news_publish, news_write
from eprimo.steering.governance.errors import (
    Cancelled,
    NobodyInvited,
    NothingToPublish,
    NotYet,
    WrongMeeting,
)
from eprimo.steering.governance.models import Attendance, Meeting, MeetingDecision
from eprimo.steering.governance.queries import (
    departments_of,
    meetings_of,
    missing_stages,
    participation_of,
)
from tests import factories as make
from tests.steering.consortium.group import Made, manager
from tests.steering.written import like

pytestmark = pytest.mark.django_db

SAID = Meeting(
    stage="start", subject="Lancement du marché", place="Salle Loire",
    starts_at=datetime(2026, 12, 8, 14, tzinfo=ZoneInfo("Europe/Paris")),
    ends_at=datetime(2026, 12, 8, 16, tzinfo=ZoneInfo("Europe/Paris")),
    agenda="Calendrier\n\nDéploiement",
)  # fmt: skip
AFTER = SAID.ends_at + timedelta(hours=1)


def convened(group: Made, **more: Any) -> Meeting:
    """One that every member was convened to."""
    by = manager(group.cast)
    meeting = meeting_plan(actor=by, market=group.market, said=like(SAID, **more))
    members_invite(actor=by, meeting=meeting, members=Member.objects.all())
    return meeting_convene(actor=by, meeting=meeting)


def test_r043_the_file_says_which_key_meeting_the_steering_committee_lacks(group: Made) -> None:
    """R043: initialisation and évaluation at least; a departmental group's does not count, nor one cancelled."""
    by = manager(group.cast)
    assert missing_stages(group.market) == ["start", "evaluation"]
    meeting_plan(actor=by, market=group.market, said=like(SAID, department=make.department()))
    assert missing_stages(group.market) == ["start", "evaluation"]
    held = convened(group)
    assert held.body == "Comité de pilotage"
    assert missing_stages(group.market) == ["evaluation"]
    meeting_cancel(actor=by, meeting=held)
    assert missing_stages(group.market) == ["start", "evaluation"]
    for who in ("member_rep", "managing_body", "academy"):
        with pytest.raises(Forbidden):
            meeting_plan(actor=group.cast.actor(who), market=group.market, said=SAID)


def test_r044_each_department_has_its_group_where_its_members_may_be_invited(group: Made) -> None:
    """R044: optional seats: it is held with none of them, and none of another department sits there."""
    by, department = manager(group.cast), make.department()
    assert department in departments_of(group.market)
    meeting = meeting_plan(actor=by, market=group.market, said=like(SAID, department=department))
    assert meeting.body.startswith("Groupe de pilotage départemental")
    assert members_invite(actor=by, meeting=meeting, members=[group["valmarais"]]) == 1
    assert members_invite(actor=by, meeting=meeting, members=[group["valmarais"]]) == 0
    elsewhere = make.department("49", "Maine-et-Loire")
    Member.objects.filter(pk=group["cc"].pk).update(department=elsewhere)
    group["cc"].refresh_from_db()
    with pytest.raises(WrongMeeting, match="son département"):
        members_invite(actor=by, meeting=meeting, members=[group["cc"]])


def test_r045_a_convocation_has_an_agenda_and_goes_to_the_address_of_each_body(group: Made) -> None:
    """R045: notice and agenda; the file joined names nobody; told again, it replaces itself; cancelled, it goes."""
    by = manager(group.cast)
    meeting = meeting_plan(actor=by, market=group.market, said=like(SAID, agenda=""))
    assert list(meetings_of(group.cast.actor("member_rep"), group.market)) == []
    with pytest.raises(WrongMeeting, match="ordre du jour"):
        meeting_convene(actor=by, meeting=meeting)
    meeting = meeting_correct(actor=by, meeting=meeting, said=SAID)
    with pytest.raises(NobodyInvited):
        meeting_convene(actor=by, meeting=meeting)
    members_invite(actor=by, meeting=meeting, members=Member.objects.all())
    meeting_convene(actor=by, meeting=meeting)
    assert list(meetings_of(group.cast.actor("member_rep"), group.market)) == [meeting]
    run_due()
    # Only one body gave an address.
    (letter,) = mail.outbox
    assert letter.to == ["mairie@valmarais.exemple"]
    assert "Calendrier" in letter.body
    first = _event(letter)
    assert first["dtstart"].dt == SAID.starts_at
    assert first["sequence"] == 0
    assert "attendee" not in first
    assert Attendance.objects.get(member=group["valmarais"]).told_at is not None
    meeting = meeting_correct(actor=by, meeting=meeting, said=like(SAID, place="Salle Erdre"))
    run_due()
    moved = _event(mail.outbox[-1])
    assert (moved["uid"], moved["sequence"], moved["location"]) == (first["uid"], 1, "Salle Erdre")
    meeting_cancel(actor=by, meeting=meeting)
    run_due()
    assert _event(mail.outbox[-1])["status"] == "CANCELLED"
    assert len(mail.outbox) == 3
    with pytest.raises(Cancelled):
        meeting_correct(actor=by, meeting=meeting, said=SAID)


def _event(letter: Any) -> Any:
    name, content, kind = letter.attachments[0]
    assert (name, kind.split(";")[0]) == ("reunion.ics", "text/calendar")
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


def test_r076_members_take_part_or_are_represented_and_it_is_counted(group: Made) -> None:
    """R076: present and represented count; each reads its own, the coordinator all."""
    by, meeting = manager(group.cast), convened(group)
    said = {
        group["valmarais"].pk: ("present", ""), group["brive"].pk: ("represented", "CC du Pays de Valmarais"),
        group["cc"].pk: ("absent", ""),
    }  # fmt: skip
    with pytest.raises(NotYet):
        attendance_note(actor=by, meeting=meeting, said=said)
    with clock.frozen(AFTER):
        with pytest.raises(
            WrongMeeting, match="quel organisme représente le membre «\N{NO-BREAK SPACE}OGEC Sainte-Anne"
        ):
            attendance_note(actor=by, meeting=meeting, said={group["ogec"].pk: ("represented", " ")})
        assert attendance_note(actor=by, meeting=meeting, said=said) == 3
        assert attendance_note(actor=by, meeting=meeting, said=said) == 0
        found = {one.member: (one.took, one.noted) for one in participation_of(by, group.market)}
        assert found == {
            "CC du Pays de Valmarais": (0, 1), "Commune de Brive-sur-Loirette": (1, 1), "Commune de Valmarais": (1, 1),
        }  # fmt: skip
        own = participation_of(group.cast.actor("member_rep"), group.market)
        assert [one.member for one in own] == ["Commune de Valmarais"]
        assert participation_of(group.cast.actor("academy"), group.market) == []


def test_r045_minutes_are_versions_that_nothing_changes_once_published(group: Made) -> None:
    """R045: attendance, decisions, publication date; a correction is a new version that says why."""
    by, meeting = manager(group.cast), convened(group)
    with pytest.raises(NotYet):
        minutes_write(actor=by, meeting=meeting, text="Avant")
    with clock.frozen(AFTER):
        with pytest.raises(NothingToPublish):
            minutes_publish(actor=by, meeting=meeting)
        attendance_note(actor=by, meeting=meeting, said={group["valmarais"].pk: ("present", "")})
        minutes_write(actor=by, meeting=meeting, text="Premier jet")
        minutes_write(
            actor=by,
            meeting=meeting,
            text="Le calendrier est relu.",
            decisions=[MeetingDecision(text="Ouvrir en mai", who="Titulaire", until=date(2027, 5, 3))],
        )
        first = minutes_publish(actor=by, meeting=meeting)
        assert first.version == 1
        words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(first.content)).pages)
        for found in (
            "Le calendrier est relu.",
            "Ouvrir en mai (Titulaire, jusqu’au 3 mai 2027)",
            "Commune de Valmarais",
            "Présent",
            "Mardi 8 décembre 2026, 14 h",
        ):
            assert found in words.replace("\u00a0", " ")
        with pytest.raises(WrongMeeting, match="dit pourquoi"):
            minutes_write(actor=by, meeting=meeting, text="Autre")
        minutes_write(actor=by, meeting=meeting, text="Autre", reason="Une date était fausse")
        second = minutes_publish(actor=by, meeting=meeting)
        assert second.version == 2
        first.refresh_from_db()
        assert first.text == "Le calendrier est relu."
        assert bytes(first.content) != bytes(second.content)
        for who in ("member_rep", "academy", "commission"):
            with pytest.raises(Forbidden):
                minutes_write(actor=group.cast.actor(who), meeting=meeting, text="Non")


def test_c72_the_last_news_stand_on_the_homes_of_who_acts_for_members(group: Made, sign_in: Any) -> None:
    by = manager(group.cast)
    for number in range(3):
        news_publish(
            actor=by, news=news_write(actor=by, market=group.market, title=f"Nouvelle {number}", text="…")
        )
    draft = news_write(actor=by, market=group.market, title="Brouillon", text="…")
    for who in ("member_rep", "managing_body"):
        home = sign_in(group.cast.people[who]).get("/").text
        assert [f"Nouvelle {number}" in home for number in range(3)] == [False, True, True]
        assert draft.title not in home
    assert "Nouvelle 2" not in sign_in(group.cast.people["contractor"]).get("/").text
    with clock.frozen(clock.now() + timedelta(days=93)):
        assert "Nouvelle 2" not in sign_in(group.cast.member_rep).get("/").text
