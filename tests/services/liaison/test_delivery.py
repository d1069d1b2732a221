"""To whom a note may be written, when it reaches them, and what is owed from then on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.content.models import Share, Version
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassMembership,
    Guardianship,
    School,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.models import OutboxEvent
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice
from eprimo.foundation.notifications.queries import open_notices
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.actions.delivery import note_deliver, note_send
from eprimo.services.liaison.actions.families import note_sign
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from eprimo.services.liaison.departure import expected_departure
from eprimo.services.liaison.enums import NoteKind, Outcome, OwedState
from eprimo.services.liaison.follow_up import totals_of
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.liaison.queries.families import notes_for_children
from eprimo.services.liaison.queries.follow_up import follow_up_rows
from eprimo.services.liaison.queries.reach import reached_families
from eprimo.services.liaison.questions import Question
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import TEXT, draft, owed, sent, to_sign

NIGHT = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


# --- writing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("by", "fields"), [
    ("teacher", {"classes": "cm2"}), ("teacher", {"children": ("zoe",)}), ("teacher", {"classes": "ce1_verne"}),
    ("director", {"classes": "ce1_verne"}), ("agent", {"classes": "ce1"}), ("agent", {"children": ("yanis",)}),
    ("staff", {"children": ("lea",)}), ("samira", {"children": ("lea",)}), ("lea", {"classes": "ce1"}),
])  # fmt: skip
def test_to_whom_nobody_writes(cast: Cast, by: str, fields: dict[str, Any]) -> None:
    if "classes" in fields:
        fields = {"classes": (getattr(cast, fields["classes"]),)}
    else:
        fields = {"children": tuple(cast.people[name] for name in fields["children"]), "classes": ()}
    if by == "agent":
        fields["service"] = cast.canteen
    with pytest.raises(Forbidden):
        draft(cast, by=by, **fields)


def test_the_right_is_asked_again_when_it_is_sent(cast: Cast) -> None:
    note = draft(cast)
    cast.teacher.attachments.update(ends=clock.now())
    with pytest.raises(Forbidden):
        note_send(actor=cast.actor("teacher"), note=note)


@pytest.mark.parametrize(("fields", "at"), [
    ({"title": ""}, "title"), ({"text": " "}, "text"),
    ({"kind": NoteKind.TO_SIGN, "answer_by": date(2026, 11, 23)}, "answer_by"),
    ({"kind": NoteKind.TO_ANSWER, "questions": (Question("Vient-il ?", ("Oui",)),)}, "questions"),
])  # fmt: skip
def test_what_is_missing_is_said_at_its_field(cast: Cast, fields: dict[str, Any], at: str) -> None:
    note = draft(cast, **fields)
    with pytest.raises(DomainError) as refused:
        note_send(actor=cast.actor("teacher"), note=note)
    assert refused.value.field == at
    assert Owed.objects.count() == 0


def test_how_many_are_reached(cast: Cast) -> None:
    note = draft(cast)
    cast.in_charge.account.delete()
    cast.no_exercise.account.delete()
    Guardianship.objects.filter(adult=cast.teacher_parent).update(ends=clock.now())
    reached = reached_families(cast.actor("teacher"), note)
    assert (reached.children, reached.guardians, reached.never, reached.names) == (
        2,
        4,
        1,
        ("Yanis BELKACEM",),
    )
    assert expected_departure(note.school).at_once
    service = draft(cast, by="agent", service=cast.canteen)
    assert reached_families(cast.actor("agent"), service).never is None


# --- reaching its families -----------------------------------------------------------------------------


def test_a_note_reaches_its_families_and_comes_back_signed(cast: Cast) -> None:
    note = to_sign(cast)
    assert set(Recipient.objects.values_list("child_id", flat=True)) == {cast.lea.pk, cast.yanis.pk}
    assert set(Owed.objects.values_list("guardian_id", "child_id", "may_sign")) == {
        (cast.samira.pk, cast.lea.pk, True),
        (cast.paul.pk, cast.lea.pk, True),
        (cast.no_exercise.pk, cast.yanis.pk, False),
        (cast.in_charge.pk, cast.yanis.pk, True),
        (cast.teacher_parent.pk, cast.yanis.pk, True),
    }
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea, version=1)
    assert owed(note, cast.samira, cast.lea).signed_version == 1
    # The other one is no longer waited for, and nothing says that he did it.
    assert owed(note, cast.paul, cast.lea).state == OwedState.DONE
    assert owed(note, cast.paul, cast.lea).signed_at is None
    rows = follow_up_rows(cast.actor("teacher"), note)
    assert [(row.first_name, row.outcome) for row in rows] == [
        ("Yanis", Outcome.WAITING),
        ("Léa", Outcome.DONE),
    ]
    totals = totals_of(note, rows)
    assert (totals.children, totals.waiting, totals.settled) == (2, 1, 1)


@pytest.mark.parametrize(("kind", "both", "who"), [
    (NoteKind.INFORMATION, False, set()), (NoteKind.TO_SIGN, False, {"in_charge", "teacher_parent"}),
    (NoteKind.TO_SIGN, True, {"teacher_parent"}), (NoteKind.TO_ANSWER, False, {"teacher_parent"}),
])  # fmt: skip
def test_of_whom_an_act_is_waited_for(cast: Cast, kind: NoteKind, both: bool, who: set[str]) -> None:
    sent(cast, children=(cast.yanis,), kind=kind, both_guardians=both)
    names = {person.pk: name for name, person in cast.people.items()}
    assert {names[row.guardian_id] for row in Owed.objects.filter(may_sign=True)} == who
    assert Owed.objects.count() == 3


def test_restrictions_and_contacts_owe_nothing(cast: Cast) -> None:
    sent(cast, by="director", children=(cast.zoe,))
    assert list(Owed.objects.values_list("guardian_id", flat=True)) == [cast.restricted_1.pk]


def test_a_whole_service_and_a_group(cast: Cast) -> None:
    sent(cast, by="agent", service=cast.canteen)
    assert list(Recipient.objects.values_list("child_id", "by_name")) == [(cast.lea.pk, True)]
    sent(cast, by="director", groups=(cast.chorale,))
    # The partner of the group is no pupil.
    assert list(Recipient.objects.filter(by_name=False).values_list("child_id", "group_id")) == [
        (cast.lea.pk, cast.chorale.pk)
    ]


def test_sending_twice_delivering_twice_is_once(cast: Cast) -> None:
    note = to_sign(cast)
    note_send(actor=cast.actor("teacher"), note=note)
    note_deliver(note=note)
    assert (Recipient.objects.count(), Owed.objects.count(), Notice.objects.count()) == (2, 5, 5)
    assert Version.objects.count() == 1


def test_a_class_is_delivered_in_as_many_statements_as_a_child(cast: Cast) -> None:
    def statements(note: Note) -> int:
        with CaptureQueriesContext(connection) as caught:
            note_send(actor=actor, note=note)
        return len(caught)

    actor = cast.actor("teacher")
    one = statements(draft(cast, children=(cast.lea,), kind=NoteKind.TO_SIGN))
    for _ in range(30):
        make.guardian(make.pupil(cast.tilleuls, cast.ce1))
    many = draft(cast, kind=NoteKind.TO_SIGN)
    assert statements(many) <= one + 1  # an audience of a class is one more than that of a child
    assert Owed.objects.filter(note=many).count() == 35


# --- quiet hours ---------------------------------------------------------------------------------------


def test_at_night_a_note_waits_for_the_opening(cast: Cast) -> None:
    with clock.frozen(NIGHT):
        note = to_sign(cast)
        assert note.resource.visible_from == MORNING
        assert Owed.objects.count() == 0
        # The school sees it at once, the families not yet.
        assert follow_up_rows(cast.actor("substitute"), note) == []
        assert notes_for_children(cast.actor("samira"), [note]) == []
        assert run_due() == 0
    with clock.frozen(MORNING + timedelta(minutes=3)):
        run_due()
        note.refresh_from_db()
        assert Owed.objects.count() == 5
        assert Recipient.objects.first().delivered_at == MORNING  # type: ignore[union-attr]
        assert [notice.resource_id for notice in open_notices(cast.actor("samira"))] == [note.pk]


def test_the_families_of_the_opening_not_those_of_the_evening(cast: Cast) -> None:
    """What is owed is fixed as of `visible_from`, whenever the worker comes."""
    with clock.frozen(NIGHT):
        note = to_sign(cast)
    before, after = MORNING - timedelta(hours=1), MORNING + timedelta(minutes=1)
    ClassMembership.objects.filter(person=cast.yanis).update(ends=before)
    ClassMembership.objects.create(person=cast.zoe, class_group=cast.ce1, school=cast.tilleuls, starts=before)
    Guardianship.objects.filter(adult=cast.paul).update(ends=before)
    make.guardianship(cast.guardian_verne, cast.lea, starts=after)
    with clock.frozen(after + timedelta(minutes=5)):
        run_due()
    assert set(Owed.objects.values_list("guardian_id", "child_id")) == {
        (cast.samira.pk, cast.lea.pk), (cast.restricted_1.pk, cast.zoe.pk),
    }  # fmt: skip
    assert note.pk


def test_the_zone_is_the_schools(cast: Cast) -> None:
    School.objects.filter(pk=cast.tilleuls.pk).update(time_zone="Indian/Reunion")
    with clock.frozen(datetime(2026, 11, 24, 16, 30, tzinfo=UTC)):
        assert to_sign(cast).resource.visible_from == datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


def test_before_it_is_seen_correcting_leaves_no_trace(cast: Cast) -> None:
    with clock.frozen(NIGHT):
        note = to_sign(cast)
        note_correct(actor=cast.actor("teacher"), note=note, title="Autre", body=TEXT)
    version = Version.objects.get()
    assert (version.number, version.title) == (1, "Autre")
    with clock.frozen(MORNING):
        run_due()
        assert [notice.card for notice in open_notices(cast.actor("samira"))] == ["liaison.sign"]


def test_before_it_is_seen_withdrawing_makes_it_a_draft_again(cast: Cast) -> None:
    with clock.frozen(NIGHT):
        note = note_withdraw(actor=cast.actor("teacher"), note=to_sign(cast))
    assert (note.resource.published_at, note.resource.visible_from, note.resource.withdrawn_at) == (
        None,
        None,
        None,
    )
    assert (Version.objects.count(), Share.objects.count(), Notice.objects.count()) == (0, 0, 0)
    assert note.resource.draft is not None
    with clock.frozen(MORNING + timedelta(minutes=1)):
        run_due()
        assert Owed.objects.count() == 0
        note_send(actor=cast.actor("teacher"), note=note)
        run_due()
    assert Owed.objects.count() == 5
    assert OutboxEvent.objects.exclude(state="done").count() == 0


def test_a_child_who_left_is_no_row_for_the_teacher_of_a_group(cast: Cast) -> None:
    """Still in the group by its dates, no longer a pupil of the school: « follow-up: own; read of own classes »."""
    note = sent(cast, by="director", groups=(cast.chorale,))
    make.join_group(cast.teacher_cm2, cast.chorale)
    assert [row.child_id for row in follow_up_rows(cast.actor("teacher_cm2"), note)] == [cast.lea.pk]
    Affiliation.objects.filter(person=cast.lea).update(ends=NOW - timedelta(minutes=1))
    assert follow_up_rows(cast.actor("teacher_cm2"), note) == []
    assert [row.child_id for row in follow_up_rows(cast.actor("director"), note)] == [cast.lea.pk]
