"""What guardians do with a note, on screen or on paper: signed, refused, answered, changed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F

from eprimo.foundation.directory.models import (
    Affiliation,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import Conflict, DomainError, Forbidden, SwitchedOff
from eprimo.foundation.kernel.models import AuditLine, Platform, Switch
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.actions.families import note_answer, note_open, note_refuse, note_sign
from eprimo.services.liaison.actions.paper import note_record_paper
from eprimo.services.liaison.enums import Outcome, OwedState
from eprimo.services.liaison.models import Recipient
from eprimo.services.liaison.policies.families import may_sign
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import DUE, TEXT, outcome, owed, sent, to_answer, to_sign


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


def test_nobody_acts_for_a_child_before_the_note_comes_to_it(cast: Cast) -> None:
    """Added in the evening, delivered in the morning: what is owed is fixed then."""
    note = to_sign(cast)
    Recipient.objects.filter(note=note, child=cast.lea).update(delivered_at=NOW + timedelta(hours=12))
    with pytest.raises(Forbidden):
        note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    with pytest.raises(Forbidden):
        note_open(actor=cast.actor("samira"), note=note, child=cast.lea)
    with clock.frozen(NOW + timedelta(hours=12)):
        note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    assert owed(note, cast.samira, cast.lea).signed_version == 1


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


@pytest.mark.parametrize(("roles", "passes"), [(["guardian"], False), (["teacher"], True)])
def test_a_switch_of_guardians_is_one_of_a_teacher_who_is_a_guardian(
    cast: Cast, roles: list[str], passes: bool
) -> None:
    """« A switch removes the act for the roles it names, at once, for everyone »: whatever role is in use beside."""
    note = to_sign(cast)
    make.guardianship(cast.teacher_cm2, cast.lea)
    actor = cast.actor("teacher_cm2")
    assert actor.role == Role.TEACHER
    Switch.objects.create(act="liaison.note", roles=roles, school_id=cast.tilleuls.pk, reason="essai")
    Platform.objects.update(switch_counter=F("switch_counter") + 1)
    recipient = note.recipients.get(child=cast.lea)
    assert may_sign(cast.actor("teacher_cm2"), note, recipient) is passes


def test_a_pupil_who_left_the_school_is_no_guardians_any_more(cast: Cast) -> None:
    note = to_sign(cast)
    Affiliation.objects.filter(person=cast.lea).update(ends=clock.now(), end_reason="left")
    with pytest.raises(Forbidden):
        note_sign(actor=cast.actor("paul"), note=note, child=cast.lea)


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
