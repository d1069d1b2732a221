"""What the school does with a note that left: corrected, withdrawn, followed, copied, and what the trail keeps."""

from datetime import timedelta

import pytest

from eprimo.foundation.content import richtext
from eprimo.foundation.content.models import Version
from eprimo.foundation.directory.models import (
    ClassMembership,
    GuardianRestriction,
    Guardianship,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.foundation.notifications.queries import open_notices
from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.actions.drafts import note_copy, note_discard
from eprimo.services.liaison.actions.families import note_answer, note_open, note_sign
from eprimo.services.liaison.actions.follow_up import (
    note_add_recipients,
    note_follower_add,
    note_follower_remove,
)
from eprimo.services.liaison.actions.lifecycle import note_archive, note_withdraw
from eprimo.services.liaison.actions.reminders import note_remind
from eprimo.services.liaison.enums import Outcome, OwedState
from eprimo.services.liaison.follow_up import totals_of
from eprimo.services.liaison.models import Note, Owed
from eprimo.services.liaison.policies.visibility import pupil_notes
from eprimo.services.liaison.queries.families import notes_for_children
from eprimo.services.liaison.queries.follow_up import follow_up_rows, late_joiners
from eprimo.services.liaison.queries.lists import family_list
from eprimo.services.liaison.queries.note import whole_notes
from eprimo.services.liaison.questions import Question
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import TEXT, outcome, owed, targets_of, to_answer, to_sign

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
    assert not Note.objects.filter(pupil_notes(cast.actor("lea"))).exists()
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
    loaded = whole_notes([note.pk])[note.pk]
    line = notes_for_children(cast.actor("guardian_verne"), [loaded])[0]
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


def test_what_is_given_to_a_child_later_stands_where_it_reached_the_family(cast: Cast) -> None:
    note = to_sign(cast)
    new = make.pupil(cast.tilleuls, cast.ce1, "Zélie", "NOUVELLE")
    make.guardianship(cast.guardian_verne, new)
    later = to_sign(cast)

    def listed() -> list[int]:
        return [one.pk for one in family_list(cast.actor("guardian_verne"))[1].items]

    assert listed() == [later.pk, note.pk]
    with clock.frozen(NOW + timedelta(minutes=1)):
        note_add_recipients(actor=cast.actor("teacher"), note=note, children=[new])
        assert listed() == [note.pk, later.pk]


def test_who_leaves_is_no_longer_reminded(cast: Cast) -> None:
    note = to_sign(cast)
    ClassMembership.objects.filter(person=cast.yanis).update(ends=clock.now())
    Guardianship.objects.filter(adult=cast.paul).update(ends=clock.now())
    assert note_remind(actor=cast.actor("teacher"), note=note).adults == 1
    assert Owed.objects.get(guardian=cast.samira).reminded_at == clock.now()
    stopped = set(Owed.objects.filter(state=OwedState.STOPPED).values_list("guardian_id", flat=True))
    assert stopped == {cast.paul.pk, cast.no_exercise.pk, cast.in_charge.pk, cast.teacher_parent.pk}
    assert Notice.objects.get(recipient=cast.paul).state == NoticeState.WITHDRAWN
    rows = follow_up_rows(cast.actor("teacher"), note)
    assert [(row.first_name, row.present) for row in rows] == [("Léa", True), ("Yanis", False)]
    assert totals_of(note, rows).left == 1


def test_no_more_than_one_reminder_a_day(cast: Cast) -> None:
    note = to_sign(cast)
    assert note_remind(actor=cast.actor("teacher"), note=note).adults == 4
    with pytest.raises(DomainError):
        note_remind(actor=cast.actor("director"), note=note)
    with clock.frozen(NOW + timedelta(days=1)):
        note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
        assert note_remind(actor=cast.actor("director"), note=note).adults == 2


def test_a_restriction_after_the_delivery_ends_what_is_owed(cast: Cast) -> None:
    note = to_sign(cast)
    GuardianRestriction.objects.create(
        guardianship=Guardianship.objects.get(adult=cast.paul),
        school=cast.tilleuls,
        level=2,
        reason="Décision",
    )
    lea = next(row for row in follow_up_rows(cast.actor("teacher"), note) if row.child_id == cast.lea.pk)
    assert {owed.name: owed.live for owed in lea.owed} == {"Samira MARTIN": True, "Paul MARTIN": False}
    assert note_remind(actor=cast.actor("teacher"), note=note).adults == 3


def test_followers_are_for_named_children(cast: Cast) -> None:
    note = to_sign(cast, children=(cast.lea,))
    note_follower_add(actor=cast.actor("teacher"), note=note, person=cast.staff)
    note_follower_remove(actor=cast.actor("teacher"), note=note, person=cast.staff)
    assert targets_of(note) == {("child", cast.lea.pk)}
    with pytest.raises(DomainError):
        note_follower_add(actor=cast.actor("teacher"), note=note, person=cast.samira)
    with pytest.raises(DomainError):
        note_follower_add(actor=cast.actor("teacher"), note=to_sign(cast), person=cast.staff)


def test_archiving_copying_discarding(cast: Cast) -> None:
    note = to_answer(cast, questions=(Question("Vient-il ?"), Question("Qui vient ?", ("Papa", "Maman"))))
    note_archive(actor=cast.actor("teacher"), note=note)
    copied = note_copy(actor=cast.actor("teacher"), note=note)
    assert (copied.resource.published_at, copied.asked, copied.answer_by) == (None, note.asked, None)
    assert targets_of(copied) == {("class", cast.ce1.pk)}
    theirs = note_copy(actor=cast.actor("director"), note=note)
    assert theirs.resource.owner == cast.director
    note_discard(actor=cast.actor("teacher"), note=copied)
    assert not Note.objects.filter(pk=copied.pk).exists()
    with pytest.raises(Forbidden):
        note_discard(actor=cast.actor("teacher"), note=note)


def test_audit_lines_hold_no_name_and_no_text(cast: Cast) -> None:
    note = to_answer(cast, title="Titre secret", text="Texte secret")
    note_answer(actor=cast.actor("samira"), note=note, child=cast.lea, answers=["Oui"], comment="Mot secret")
    note_withdraw(actor=cast.actor("teacher"), note=note)
    acts = list(AuditLine.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["liaison.note.drafted", "liaison.note.sent", "liaison.note.delivered", "liaison.note.answered",
                    "liaison.note.withdrawn"]  # fmt: skip
    assert "secret" not in str(list(AuditLine.objects.values_list("details", flat=True)))
