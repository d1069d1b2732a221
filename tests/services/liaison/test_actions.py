"""What acts leave behind: facts, states, versions, audit lines."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.content import richtext
from eprimo.foundation.content.models import Share, Version
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassMembership,
    GuardianRestriction,
    Guardianship,
    School,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden, SwitchedOff
from eprimo.foundation.kernel.models import AuditLine, OutboxEvent, Platform, Switch
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.foundation.notifications.queries import open_notices
from eprimo.services.liaison.actions import (
    note_add_recipients,
    note_answer,
    note_archive,
    note_copy,
    note_correct,
    note_deliver,
    note_discard,
    note_follower_add,
    note_follower_remove,
    note_open,
    note_record_paper,
    note_refuse,
    note_remind,
    note_send,
    note_sign,
    note_withdraw,
)
from eprimo.services.liaison.enums import NoteKind, Outcome, OwedState
from eprimo.services.liaison.leaving import leaving
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.liaison.queries.compose import reached_by
from eprimo.services.liaison.queries.families import for_children
from eprimo.services.liaison.queries.follow_up import late_joiners, rows_of, totals_of
from eprimo.services.liaison.queries.pages import notes
from eprimo.services.liaison.questions import Question
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import DUE, draft, owed, sent, to_answer, to_sign

TEXT = richtext.parse("Nous irons au port.")
NIGHT = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


def outcome(note: Note, cast: Cast, child: str = "lea") -> str:
    return Recipient.objects.get(note=note, child=cast.people[child]).outcome


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
    rows = rows_of(cast.actor("teacher"), note)
    assert [(row.first_name, row.outcome) for row in rows] == [
        ("Yanis", Outcome.WAITING),
        ("Léa", Outcome.DONE),
    ]
    totals = totals_of(note, rows)
    assert (totals.children, totals.waiting, totals.done) == (2, 1, 1)


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


def test_sending_twice_delivering_twice_is_once(cast: Cast) -> None:
    note = to_sign(cast)
    note_send(actor=cast.actor("teacher"), note=note)
    note_deliver(note=note)
    assert (Recipient.objects.count(), Owed.objects.count(), Notice.objects.count()) == (2, 5, 5)
    assert Version.objects.count() == 1


# --- quiet hours ---------------------------------------------------------------------------------------


def test_at_night_a_note_waits_for_the_opening(cast: Cast) -> None:
    with clock.frozen(NIGHT):
        note = to_sign(cast)
        assert note.visible_from == MORNING
        assert Owed.objects.count() == 0
        # The school sees it at once, the families not yet.
        assert rows_of(cast.actor("substitute"), note) == []
        assert for_children(cast.actor("samira"), [note]) == []
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
        assert to_sign(cast).visible_from == datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


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
    assert (note.sent_at, note.visible_from, note.withdrawn_at) == (None, None, None)
    assert (Version.objects.count(), Share.objects.count(), Notice.objects.count()) == (0, 0, 0)
    assert note.resource.draft is not None
    with clock.frozen(MORNING + timedelta(minutes=1)):
        run_due()
        assert Owed.objects.count() == 0
        note_send(actor=cast.actor("teacher"), note=note)
        run_due()
    assert Owed.objects.count() == 5
    assert OutboxEvent.objects.exclude(state="done").count() == 0


# --- what guardians do ---------------------------------------------------------------------------------


def test_both_guardians_are_waited_for(cast: Cast) -> None:
    note = to_sign(cast, both_guardians=True)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    assert outcome(note, cast) == Outcome.WAITING
    assert owed(note, cast.paul, cast.lea).state == OwedState.EXPECTED
    note_sign(actor=cast.actor("paul"), note=note, child=cast.lea)
    assert outcome(note, cast) == Outcome.DONE


def test_a_refusal_wins_at_once_and_can_be_taken_back(cast: Cast) -> None:
    note = to_sign(cast)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    note_refuse(actor=cast.actor("paul"), note=note, child=cast.lea)
    assert outcome(note, cast) == Outcome.REFUSED
    # The first signature stays a fact.
    assert owed(note, cast.samira, cast.lea).signed_at is not None
    note_sign(actor=cast.actor("paul"), note=note, child=cast.lea)
    assert outcome(note, cast) == Outcome.DONE


def test_a_signature_taken_back_is_a_refusal(cast: Cast) -> None:
    note = to_sign(cast)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    note_refuse(actor=cast.actor("samira"), note=note, child=cast.lea)
    row = owed(note, cast.samira, cast.lea)
    assert (row.signed_at is not None, row.refused_at is not None, outcome(note, cast)) == (
        True,
        True,
        "refused",
    )


@pytest.mark.parametrize(("first", "second", "result"), [
    ("Oui", "Oui", Outcome.DONE), ("Oui", "Non", Outcome.REFUSED), ("Non", "Oui", Outcome.REFUSED),
])  # fmt: skip
def test_answers_of_two(cast: Cast, first: str, second: str, result: Outcome) -> None:
    note = to_answer(cast)
    note_answer(actor=cast.actor("samira"), note=note, child=cast.lea, answers=[first])
    note_answer(actor=cast.actor("paul"), note=note, child=cast.lea, answers=[second])
    assert outcome(note, cast) == result


def test_an_answer_changes_until_the_last_day(cast: Cast) -> None:
    note = to_answer(cast)
    note_answer(actor=cast.actor("samira"), note=note, child=cast.lea, answers=["Oui"], comment="À midi")
    note_answer(actor=cast.actor("samira"), note=note, child=cast.lea, answers=["Non"])
    row = owed(note, cast.samira, cast.lea)
    assert (row.answers, row.comment, row.changed_at is not None) == (["Non"], "", True)
    lines = AuditLine.objects.filter(act="liaison.note.answered").order_by("id")
    assert [(line.details["choice"], line.details["before"]) for line in lines] == [
        ([0], []),
        ([1], [0]),
    ]
    with clock.frozen(datetime.combine(DUE, datetime.min.time(), tzinfo=UTC) + timedelta(days=1, hours=2)):
        with pytest.raises(DomainError):
            note_answer(actor=cast.actor("samira"), note=note, child=cast.lea, answers=["Oui"])
        # A first answer is welcome all the same.
        note_answer(actor=cast.actor("paul"), note=note, child=cast.lea, answers=["Oui"])


@pytest.mark.parametrize("fields", [{"answers": ["Peut-être"]}, {"answers": ["Oui"], "comment": "a" * 501}])
def test_answers_that_are_not_taken(cast: Cast, fields: dict[str, Any]) -> None:
    note = to_answer(cast)
    with pytest.raises(DomainError):
        note_answer(actor=cast.actor("samira"), note=note, child=cast.lea, **fields)
    assert owed(note, cast.samira, cast.lea).answered_at is None


def test_what_a_note_does_not_ask(cast: Cast) -> None:
    note = sent(cast)
    with pytest.raises(DomainError):
        note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    with pytest.raises(DomainError):
        note_answer(actor=cast.actor("samira"), note=note, child=cast.lea, answers=["Oui"])


def test_a_guardian_since_the_delivery_may_sign(cast: Cast) -> None:
    note = to_sign(cast)
    make.guardianship(cast.guardian_verne, cast.lea)
    note_sign(actor=cast.actor("guardian_verne"), note=note, child=cast.lea)
    assert outcome(note, cast) == Outcome.DONE


def test_nothing_is_signed_on_a_version_that_was_not_read(cast: Cast) -> None:
    note = to_sign(cast)
    note_correct(actor=cast.actor("teacher"), note=note, title="Autre", body=TEXT)
    with pytest.raises(Conflict):
        note_sign(actor=cast.actor("samira"), note=note, child=cast.lea, version=1)
    assert owed(note, cast.samira, cast.lea).signed_at is None


def test_a_switch_takes_the_act_away(cast: Cast) -> None:
    note = to_sign(cast)
    Switch.objects.create(
        act="liaison.note.sign", roles=["guardian"], school_id=cast.tilleuls.pk, reason="essai"
    )
    Platform.objects.update(switch_counter=1)
    with pytest.raises(SwitchedOff):
        note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)


# --- paper ---------------------------------------------------------------------------------------------


def test_a_slip_is_written_down_but_never_over_the_guardians_own_act(cast: Cast) -> None:
    note = to_sign(cast)
    actor = cast.actor("delegate")
    note_record_paper(actor=actor, note=note, child=cast.lea, guardian=cast.paul)
    row = owed(note, cast.paul, cast.lea)
    assert (row.recorded_by, row.signed_version, outcome(note, cast)) == (cast.delegate, 1, Outcome.DONE)
    note_record_paper(actor=actor, note=note, child=cast.lea, guardian=cast.paul, refused=True)
    assert outcome(note, cast) == Outcome.REFUSED
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    with pytest.raises(DomainError):
        note_record_paper(actor=actor, note=note, child=cast.lea, guardian=cast.samira, refused=True)
    with pytest.raises(DomainError):
        note_record_paper(actor=actor, note=note, child=cast.yanis, guardian=cast.no_exercise)


def test_a_slip_with_an_answer(cast: Cast) -> None:
    note = to_answer(cast)
    with pytest.raises(DomainError):
        note_record_paper(
            actor=cast.actor("teacher"), note=note, child=cast.lea, guardian=cast.paul, answers=["?"]
        )
    note_record_paper(
        actor=cast.actor("teacher"), note=note, child=cast.lea, guardian=cast.paul, answers=["Non"]
    )
    assert outcome(note, cast) == Outcome.REFUSED


# --- corrections and withdrawal ------------------------------------------------------------------------


def test_a_correction_is_a_version_and_a_signature_keeps_its_own(cast: Cast) -> None:
    note = to_sign(cast)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    note_correct(actor=cast.actor("teacher"), note=note, title="Autre", body=TEXT)
    row = owed(note, cast.samira, cast.lea)
    assert (row.signed_version, row.read_version, outcome(note, cast)) == (1, 1, Outcome.DONE)
    assert [v.number for v in Version.objects.order_by("number")] == [1, 2]
    # Who had read is told; who had not finds the new text.
    assert [notice.card for notice in open_notices(cast.actor("samira"))] == ["liaison.corrected"]
    assert [notice.card for notice in open_notices(cast.actor("paul"))] == []
    note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    assert list(open_notices(cast.actor("samira"))) == []
    assert owed(note, cast.samira, cast.lea).read_version == 2


def test_the_same_text_is_no_correction(cast: Cast) -> None:
    note = to_sign(cast)
    version = Version.objects.get()
    note_correct(actor=cast.actor("teacher"), note=note, title=version.title, body=version.body)
    assert Version.objects.count() == 1


@pytest.mark.parametrize(("title", "text"), [("", "x"), ("a" * 161, "x"), ("t", " ")])
def test_corrections_that_are_not_taken(cast: Cast, title: str, text: str) -> None:
    note = to_sign(cast)
    with pytest.raises(DomainError):
        note_correct(actor=cast.actor("teacher"), note=note, title=title, body=richtext.parse(text))


def test_withdrawing_stops_what_was_waited_for_and_keeps_the_facts(cast: Cast) -> None:
    note = to_sign(cast, to_pupils=True)
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    note_withdraw(actor=cast.actor("director"), note=note)
    assert owed(note, cast.samira, cast.lea).signed_version == 1
    assert owed(note, cast.in_charge, cast.yanis).state == OwedState.STOPPED
    assert not Notice.objects.exclude(state=NoticeState.WITHDRAWN).exists()
    assert not Share.objects.filter(audience__profile="pupil").exists()
    with pytest.raises(Forbidden):
        note_sign(actor=cast.actor("paul"), note=note, child=cast.lea)
    with pytest.raises(Forbidden):
        note_correct(actor=cast.actor("director"), note=note, title="t", body=TEXT)


# --- follow-up -----------------------------------------------------------------------------------------


def test_who_joins_later_reads_and_is_proposed(cast: Cast) -> None:
    note = to_sign(cast)
    make.restrict(Guardianship.objects.get(adult=cast.paul), cast.tilleuls, 1)
    new = make.pupil(cast.tilleuls, cast.ce1, "Zélie", "NOUVELLE")
    make.guardianship(cast.guardian_verne, new)
    loaded = notes().get(pk=note.pk)
    line = for_children(cast.actor("guardian_verne"), [loaded])[0]
    assert (line.recipient, line.to_do, line.unread) == (None, False, False)
    assert [joiner.child_id for joiner in late_joiners(note)] == [new.pk]
    assert note_add_recipients(actor=cast.actor("teacher"), note=note, children=[new]) == 1
    assert late_joiners(note) == []
    assert [n.card for n in open_notices(cast.actor("guardian_verne"))] == ["liaison.sign"]
    note_sign(actor=cast.actor("guardian_verne"), note=note, child=new)
    with pytest.raises(DomainError):
        note_add_recipients(actor=cast.actor("teacher"), note=note, children=[new])
    with pytest.raises(DomainError):
        note_add_recipients(actor=cast.actor("teacher"), note=note, children=[cast.zoe])


def test_who_leaves_is_no_longer_reminded(cast: Cast) -> None:
    note = to_sign(cast)
    ClassMembership.objects.filter(person=cast.yanis).update(ends=clock.now())
    Guardianship.objects.filter(adult=cast.paul).update(ends=clock.now())
    assert note_remind(actor=cast.actor("teacher"), note=note) == 1
    assert Owed.objects.get(guardian=cast.samira).reminded_at == clock.now()
    stopped = set(Owed.objects.filter(state=OwedState.STOPPED).values_list("guardian_id", flat=True))
    assert stopped == {cast.paul.pk, cast.no_exercise.pk, cast.in_charge.pk, cast.teacher_parent.pk}
    assert Notice.objects.get(recipient=cast.paul).state == NoticeState.WITHDRAWN
    rows = rows_of(cast.actor("teacher"), note)
    assert [(row.first_name, row.present) for row in rows] == [("Léa", True), ("Yanis", False)]
    assert totals_of(note, rows).left == 1


def test_no_more_than_one_reminder_a_day(cast: Cast) -> None:
    note = to_sign(cast)
    assert note_remind(actor=cast.actor("teacher"), note=note) == 5
    with pytest.raises(DomainError):
        note_remind(actor=cast.actor("director"), note=note)
    with clock.frozen(NOW + timedelta(days=1)):
        note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
        assert note_remind(actor=cast.actor("director"), note=note) == 3


def test_a_pupil_who_left_the_school_is_no_guardians_any_more(cast: Cast) -> None:
    note = to_sign(cast)
    Affiliation.objects.filter(person=cast.lea).update(ends=clock.now(), end_reason="left")
    with pytest.raises(Forbidden):
        note_sign(actor=cast.actor("paul"), note=note, child=cast.lea)


def test_followers_are_for_named_children(cast: Cast) -> None:
    note = to_sign(cast, children=(cast.lea,))
    note_follower_add(actor=cast.actor("teacher"), note=note, person=cast.staff)
    note_follower_remove(actor=cast.actor("teacher"), note=note, person=cast.staff)
    assert note.followers.count() == 0
    with pytest.raises(DomainError):
        note_follower_add(actor=cast.actor("teacher"), note=note, person=cast.samira)
    with pytest.raises(DomainError):
        note_follower_add(actor=cast.actor("teacher"), note=to_sign(cast), person=cast.staff)


def test_archiving_copying_discarding(cast: Cast) -> None:
    note = to_answer(cast, questions=(Question("Vient-il ?"), Question("Qui vient ?", ("Papa", "Maman"))))
    note_archive(actor=cast.actor("teacher"), note=note)
    copied = note_copy(actor=cast.actor("teacher"), note=note)
    assert (copied.sent_at, copied.asked, copied.answer_by) == (None, note.asked, None)
    assert [target.class_group for target in copied.targets.all()] == [cast.ce1]
    theirs = note_copy(actor=cast.actor("director"), note=note)
    assert theirs.resource.owner == cast.director
    note_discard(actor=cast.actor("teacher"), note=copied)
    assert not Note.objects.filter(pk=copied.pk).exists()
    with pytest.raises(Forbidden):
        note_discard(actor=cast.actor("teacher"), note=note)


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
    reached = reached_by(cast.actor("teacher"), note)
    assert (reached.children, reached.guardians, reached.never, reached.names) == (
        2,
        4,
        1,
        ("Yanis BELKACEM",),
    )
    assert leaving(note.school).at_once
    service = draft(cast, by="agent", service=cast.canteen)
    assert reached_by(cast.actor("agent"), service).never is None


def test_a_whole_service_and_a_group(cast: Cast) -> None:
    sent(cast, by="agent", service=cast.canteen)
    assert list(Recipient.objects.values_list("child_id", "by_name")) == [(cast.lea.pk, True)]
    sent(cast, by="director", groups=(cast.chorale,))
    # The partner of the group is no pupil.
    assert list(Recipient.objects.filter(by_name=False).values_list("child_id", "group_id")) == [
        (cast.lea.pk, cast.chorale.pk)
    ]


def test_audit_lines_hold_no_name_and_no_text(cast: Cast) -> None:
    note = to_answer(cast, title="Titre secret", text="Texte secret")
    note_answer(actor=cast.actor("samira"), note=note, child=cast.lea, answers=["Oui"], comment="Mot secret")
    note_withdraw(actor=cast.actor("teacher"), note=note)
    acts = list(AuditLine.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["liaison.note.drafted", "liaison.note.sent", "liaison.note.delivered", "liaison.note.answered",
                    "liaison.note.withdrawn"]  # fmt: skip
    assert "secret" not in str(list(AuditLine.objects.values_list("details", flat=True)))


def test_a_restriction_after_the_delivery_ends_what_is_owed(cast: Cast) -> None:
    note = to_sign(cast)
    GuardianRestriction.objects.create(
        guardianship=Guardianship.objects.get(adult=cast.paul),
        school=cast.tilleuls,
        level=2,
        reason="Décision",
    )
    lea = next(row for row in rows_of(cast.actor("teacher"), note) if row.child_id == cast.lea.pk)
    assert {owed.name: owed.live for owed in lea.owed} == {"Samira MARTIN": True, "Paul MARTIN": False}
    assert note_remind(actor=cast.actor("teacher"), note=note) == 4


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
