"""Facts of two rows that are one human being: nothing signed or said is lost, neither together nor apart again."""

from datetime import timedelta
from typing import Any

import pytest

from eprimo.foundation.conversations.models import Conversation, Message
from eprimo.foundation.directory.actions.merges import person_merge, person_unmerge
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.models import Notice
from eprimo.services.liaison.actions.families import note_sign
from eprimo.services.liaison.actions.threads import reply_write
from eprimo.services.liaison.models import Note, Owed, Recipient, Slip
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.directory.merged import everything
from tests.services.liaison.notes import owed, to_sign
from tests.services.liaison.papers import printed


@pytest.fixture
def twin(cast: Cast) -> Person:
    made = make.guardian(cast.lea, first_name="Samira", last_name="MARTIN-DIALLO")
    make.account(made, login="samira.martin2")
    cast.people["twin"] = made
    return made


def _part(cast: Cast, merge: Any) -> None:
    person_unmerge(actor=cast.actor("director"), merge=merge)


def _merge(cast: Cast, kept: Person, absorbed: Person) -> Any:
    return person_merge(actor=cast.actor("director"), kept=kept, absorbed=absorbed)


def _signed(cast: Cast, note: Note, who: str, hours: int) -> None:
    with clock.frozen(NOW + timedelta(hours=hours)):
        note_sign(actor=cast.actor(who), note=note, child=cast.lea)


def test_the_first_signature_stands_and_both_come_back(cast: Cast, twin: Person) -> None:
    note = to_sign(cast)
    run_due()
    _signed(cast, note, "twin", 1)
    _signed(cast, note, "samira", 2)
    before = everything()
    merge = _merge(cast, cast.samira, twin)
    row = owed(note, cast.samira, cast.lea)
    assert row.signed_at == NOW + timedelta(hours=1)
    assert not Owed.objects.filter(guardian=twin).exists()
    assert not Notice.objects.filter(recipient=twin).exists()
    _part(cast, merge)
    assert everything() == before
    assert owed(note, cast.samira, cast.lea).signed_at == NOW + timedelta(hours=2)


def test_both_guardians_means_two_people(cast: Cast, twin: Person) -> None:
    """What the note waits for is counted anew: Paul had not signed, and Samira twice is once."""
    note = to_sign(cast, both_guardians=True)
    run_due()
    _signed(cast, note, "samira", 1)
    _signed(cast, note, "paul", 1)

    def outcome() -> str:
        return Recipient.objects.get(note=note, child=cast.lea).outcome

    assert outcome() == "waiting"
    merge = _merge(cast, cast.samira, twin)
    assert outcome() == "done"
    assert set(Notice.objects.filter(child=cast.lea).values_list("state", flat=True)) == {"done"}
    _part(cast, merge)
    assert outcome() == "waiting"
    assert owed(note, twin, cast.lea).state == "expected"


def test_what_was_signed_since_stays_with_the_kept_row(cast: Cast, twin: Person) -> None:
    note = to_sign(cast)
    run_due()
    merge = _merge(cast, cast.samira, twin)
    _signed(cast, note, "samira", 3)
    _part(cast, merge)
    assert owed(note, cast.samira, cast.lea).signed_at == NOW + timedelta(hours=3)
    assert owed(note, twin, cast.lea).signed_at is None
    assert Recipient.objects.get(note=note, child=cast.lea).outcome == "done"


def test_words_of_both_are_in_one_thread_and_part_again(cast: Cast, twin: Person) -> None:
    note = to_sign(cast)
    run_due()
    for who in ("samira", "twin"):
        reply_write(actor=cast.actor(who), note=note, child=cast.lea, body=f"De {who}")
    before = everything()
    merge = _merge(cast, cast.samira, twin)
    kept = Conversation.objects.get(resource=note.resource)
    assert kept.guardian_id == cast.samira.pk
    messages = Message.objects.filter(conversation_id=kept.id, guardian=cast.samira)
    assert messages.count() == 2
    _part(cast, merge)
    assert everything() == before


def test_a_printed_slip_names_who_is_kept(cast: Cast, twin: Person) -> None:
    note = to_sign(cast)
    run_due()
    printed(cast, note)
    before = everything()
    merge = _merge(cast, cast.samira, twin)
    assert all(twin.pk not in slip.signers for slip in Slip.objects.all())
    _part(cast, merge)
    assert everything() == before


def test_two_rows_of_a_child_received_the_same_note_once(cast: Cast) -> None:
    double = make.pupil(cast.tilleuls, cast.ce1, "Léa", "MARTIN")
    make.guardianship(cast.paul, double)
    note = to_sign(cast)
    run_due()
    before = everything()
    merge = _merge(cast, cast.lea, double)
    assert Recipient.objects.filter(note=note, child__in=[cast.lea, double]).count() == 1
    assert Owed.objects.filter(note=note, guardian=cast.paul).count() == 1
    _part(cast, merge)
    assert everything() == before


def test_one_note_about_two_children_stays_two_cards(cast: Cast) -> None:
    """A parent whom the files know once for each child, who are of one class: neither child's card is a double."""
    other = make.pupil(cast.tilleuls, cast.ce1, "Lou", "MARTIN")
    twin = make.guardian(other, first_name="Samira", last_name="MARTIN-DIALLO")
    to_sign(cast)
    run_due()
    before = everything()
    merge = _merge(cast, cast.samira, twin)
    cards = Notice.objects.filter(recipient=cast.samira, child__in=[cast.lea, other])
    assert set(cards.values_list("child", "state")) == {(cast.lea.pk, "open"), (other.pk, "open")}
    _part(cast, merge)
    assert everything() == before
