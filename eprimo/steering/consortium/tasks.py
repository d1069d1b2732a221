"""What the worker does for the group by itself: the days of the market come, members are told of those on which they
may leave."""

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import emit, on
from eprimo.foundation.kernel.periodic import every
from eprimo.foundation.transport.mail import configured
from eprimo.foundation.transport.one_letter import post
from eprimo.steering.consortium.actions.due_passages import markets_turn
from eprimo.steering.consortium.actions.signing_rights import rights_turn
from eprimo.steering.consortium.events import (
    ContractorReminded,
    FileOpened,
    FileOpenedTold,
    MemberReminded,
    SignerEnded,
)
from eprimo.steering.consortium.models import Invitation, Reminder
from eprimo.steering.consortium.notices import address_of, letter_of_end, letter_of_opening, told_of
from eprimo.steering.consortium.reminders import letter_of
from eprimo.steering.consortium.withdrawal_reminders import reminders_send


@every(600)
def life_turn() -> int:
    return markets_turn()


@every(600)
def end_signing_rights() -> int:
    return rights_turn()


@every(600)
def remind_of_the_window() -> int:
    return reminders_send()


@on(FileOpened)
def tell_of_the_opening(event: FileOpened) -> None:
    """In case the letter went astray: one event for each who is told, so that none is written to twice."""
    invitation = Invitation.objects.filter(pk=event.invitation_id).first()
    if invitation is None:
        return
    members, people = told_of(invitation)
    for member in members:
        emit(FileOpenedTold(invitation.pk, member_id=member))
    for person in people:
        emit(FileOpenedTold(invitation.pk, person_id=person))


@on(FileOpenedTold)
def tell_of_it(event: FileOpenedTold) -> None:
    """No name of a person, and the way to look. A letter that no server took is tried again."""
    letter = letter_of_opening(event.invitation_id, member=event.member_id, person=event.person_id)
    if letter is not None and configured():
        post(letter)


@on(MemberReminded)
def send_reminder(event: MemberReminded) -> None:
    """Once: what was handed over is marked, and a letter that no server took is tried again."""
    rows = Reminder.objects.select_related("market", "member").filter(pk=event.reminder_id, sent_at=None)
    reminder = rows.first()
    if reminder is not None and reminder.member is not None:
        _hand_over(reminder, reminder.member.email)


@on(ContractorReminded)
def send_reminder_to_contractor(event: ContractorReminded) -> None:
    """One event a person; a letter that no server took is tried again."""
    reminder = Reminder.objects.select_related("market", "member").filter(pk=event.reminder_id).first()
    if reminder is not None:
        _hand_over(reminder, address_of(event.person_id))


def _hand_over(reminder: Reminder, email: str) -> None:
    letter = letter_of(reminder, email)
    if letter is not None and configured():
        post(letter)
        Reminder.objects.filter(pk=reminder.pk).update(sent_at=clock.now())


@on(SignerEnded)
def tell_who_signed(event: SignerEnded) -> None:
    """A letter that no server took is tried again."""
    letter = letter_of_end(event.right_id)
    if letter is not None and configured():
        post(letter)
