"""Who is invited to a meeting, and what they answer [C 4.2, 7.1]."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.outbox import emit_all
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.text import fold
from eprimo.steering.consortium.models import ManagingBody
from eprimo.steering.governance.actions.meetings import locked_meeting, tell_invited
from eprimo.steering.governance.enums import Answer, Capacity, Presence
from eprimo.steering.governance.errors import Cancelled, NotYet, WrongMeeting
from eprimo.steering.governance.events import GuestReminded
from eprimo.steering.governance.guests import (
    capacity_of,
    function_of,
    guests_to_remind,
    mandates_of_territory,
)
from eprimo.steering.governance.models import Attendance, Guest, Invited, Meeting
from eprimo.steering.governance.policies import (
    answers_as_guest,
    answers_for_member,
    can_keep_meetings,
    can_read_meeting,
)
from eprimo.steering.governance.representatives import Representatives, bodies_at, checked_deputy

_ELSEWHERE = "Cette personne n’a pas de mandat dans le territoire de cette instance."
_ADDRESS = "Donnez une adresse électronique ou une adresse postale\N{NO-BREAK SPACE}: une invitation va quelque part."
_EMAIL = "Cette adresse électronique n’est pas valable."
_CONVENED = (
    "Cette personne est déjà convoquée\N{NO-BREAK SPACE}: corrigez son adresse, ou annulez la réunion."
)
_BEGUN = "La réunion a commencé\N{NO-BREAK SPACE}: le rectorat y note les présences."
_NOT_CONVENED = "Cette réunion n’est pas encore convoquée\N{NO-BREAK SPACE}: on y répond ensuite."


@transaction.atomic
def guests_invite(*, actor: Actor, meeting: Meeting, mandates: Iterable[Mandate]) -> int:
    """People of the territory, each by one mandate: of two capacities of one person the first counts, in the order of
    `Capacity`. Told at once when the others were convened. How many are new. Raises WrongMeeting for a mandate of
    elsewhere, or when the only one that is asked for is of somebody who is invited already."""
    require(can_keep_meetings, actor)
    meeting = locked_meeting(meeting)
    found = list(mandates)
    allowed = set(
        mandates_of_territory(meeting).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True)
    )
    if len(allowed) != len({one.pk for one in found}):
        raise WrongMeeting(_ELSEWHERE, field="who")
    by_person = _invited_people(meeting)
    if len(found) == 1 and (known := by_person.get(found[0].person_id)):
        raise WrongMeeting(f"Cette personne est déjà invitée\N{NO-BREAK SPACE}: {known}.", field="who")
    made = []
    for one in sorted(found, key=lambda mandate: (Capacity.values.index(capacity_of(mandate)), mandate.pk)):
        if one.person_id not in by_person:
            by_person[one.person_id] = function_of(one)
            made.append(
                Guest(meeting=meeting, mandate=one, capacity=capacity_of(one), function=function_of(one))
            )
    _add(actor, meeting, Guest.objects.bulk_create(made))
    return len(made)


@transaction.atomic
def guest_add(*, actor: Actor, meeting: Meeting, said: Guest) -> Guest:
    """A person without an account: a letter by mail or on paper, and nothing that opens e-primo. Raises WrongMeeting
    without an address, or for an address or a name that is invited already."""
    require(can_keep_meetings, actor)
    meeting = locked_meeting(meeting)
    values = _checked(meeting, said)
    made = Guest.objects.create(meeting=meeting, capacity=Capacity.OTHER, **values)
    _add(actor, meeting, [made])
    return made


@transaction.atomic
def guest_correct(*, actor: Actor, guest: Guest, said: Guest) -> Guest:
    """Other words or another address, to which the invitation goes again. Raises as `guest_add`."""
    require(can_keep_meetings, actor)
    meeting = locked_meeting(guest.meeting)
    guest = Guest.objects.select_for_update().get(pk=guest.pk)
    if guest.mandate_id is not None:
        raise WrongMeeting("Son nom et son adresse viennent de son mandat.")
    values = _checked(meeting, said, but=guest.pk)
    moved = values["email"] != guest.email
    for name, value in values.items():
        setattr(guest, name, value)
    if moved:
        guest.told_at, guest.refused = None, False
    guest.save(update_fields=[*values, "told_at", "refused"])
    audit(actor, "governance.guest.corrected", meeting)
    if moved and meeting.convened_at is not None and not meeting.has_begun:
        tell_invited(meeting, guests=[guest])
    return guest


@transaction.atomic
def guest_remove(*, actor: Actor, guest: Guest) -> None:
    """Before the meeting is convened: nobody was told of anything. Raises WrongMeeting afterwards."""
    require(can_keep_meetings, actor)
    meeting = locked_meeting(guest.meeting)
    if meeting.convened_at is not None:
        raise WrongMeeting(_CONVENED)
    Guest.objects.filter(pk=guest.pk).delete()
    audit(actor, "governance.guest.removed", meeting)


@transaction.atomic
def guests_remind(*, actor: Actor, meeting: Meeting) -> int:
    """Those who have not answered are written to again, once a day; how many. Raises NotYet, Cancelled, WrongMeeting
    when nobody answers the meeting any more."""
    require(can_keep_meetings, actor)
    meeting = _answered_meeting(locked_meeting(meeting))
    found = list(guests_to_remind(meeting).select_for_update(of=("self",)).order_by("pk"))
    # Written first: pressed twice, or by two at once, nobody is written to twice.
    Guest.objects.filter(pk__in=[one.pk for one in found]).update(told_at=clock.now())
    emit_all(GuestReminded(one.pk, meeting.sequence) for one in found)
    if found:
        audit(actor, "governance.guests.reminded", meeting, people=len(found))
    return len(found)


@transaction.atomic
def answers_note(
    *,
    actor: Actor,
    meeting: Meeting,
    members: Mapping[int, tuple[str, str]],
    guests: Mapping[int, tuple[str, str]] | None = None,
) -> int:
    """What is answered to the invitation, by member and by guest (ids): how, and who stands for them. By the member, by
    who represents it, by the guest, or by the coordinator who was told. How many changed. Raises Forbidden for what is
    not the actor's to answer, NotYet, WrongMeeting."""
    require(can_read_meeting, actor, meeting)
    # Its own rows alone are locked: who answers changes nothing of the meeting. An answer bears the day that it is to.
    meeting = _answered_meeting(meeting)
    rows = meeting.attendances.select_for_update(of=("self",)).filter(member__in=members)
    seats = list(rows.select_related("member").order_by("pk"))
    acting = Representatives(meeting, [one.member_id for one in seats])
    changed = 0
    for one in seats:
        _own(answers_for_member(actor, one.member))
        how, by = members[one.member_id]
        changed += _answer(one, how, acting.checked(one.member, how, by))
    for guest in meeting.guests.select_for_update(of=("self",)).filter(pk__in=guests or {}).order_by("pk"):
        _own(answers_as_guest(actor, guest))
        how, by = (guests or {})[guest.pk]
        changed += _answer(guest, how, checked_deputy(how, by))
    if changed:
        audit(actor, "governance.invitation.answered", meeting, answers=changed)
    return changed


@transaction.atomic
def members_represent(*, actor: Actor, meeting: Meeting) -> int:
    """The managing body answers for all the members that it represents at the meeting and that have not answered. How
    many were answered for."""
    if actor.role != Role.MANAGING_BODY:
        return 0
    seats = list(meeting.attendances.select_related("member"))
    acting = Representatives(meeting, [one.member_id for one in seats])
    said = {
        one.member_id: (str(Answer.REPRESENTED), "")
        for one in seats
        if acting.of(one.member_id) is not None and not one.standing_answer
        and answers_for_member(actor, one.member)
    }  # fmt: skip
    return answers_note(actor=actor, meeting=meeting, members=said) if said else 0


@transaction.atomic
def representative_note(*, actor: Actor, meeting: Meeting, managing_body: ManagingBody) -> int:
    """The managing body came: each member that it represents at the meeting, and whose presence is not noted, was
    represented by it. How many were noted. Raises NotYet before the meeting."""
    require(can_keep_meetings, actor)
    meeting = locked_meeting(meeting)
    if not meeting.has_begun:
        raise NotYet("La réunion n’a pas commencé\N{NO-BREAK SPACE}: les présences se notent après.")
    if managing_body.pk not in {body.pk for body, _ in bodies_at(meeting)}:
        raise WrongMeeting(f"{managing_body.name} ne représente aucun membre invité ce jour-là.")
    seats = list(meeting.attendances.filter(presence=""))
    acting = Representatives(meeting, [one.member_id for one in seats])
    found = [one for one in seats if (body := acting.of(one.member_id)) and body.pk == managing_body.pk]
    for one in found:
        one.presence, one.by = Presence.REPRESENTED, managing_body.name
    Attendance.objects.bulk_update(found, ["presence", "by"])
    if found:
        audit(actor, "governance.attendance.noted", meeting, members=len(found))
    return len(found)


def _own(answers: bool) -> None:
    if not answers:
        raise Forbidden


def _answered_meeting(meeting: Meeting) -> Meeting:
    """As it stands now; raises NotYet, Cancelled, WrongMeeting when nobody answers it."""
    found = Meeting.objects.select_related("department", "market").get(pk=meeting.pk)
    if found.convened_at is None:
        raise NotYet(_NOT_CONVENED)
    if found.cancelled_at is not None:
        raise Cancelled
    if found.has_begun:
        raise WrongMeeting(_BEGUN)
    return found


def _answer(one: Invited, how: str, by: str) -> int:
    """1 when it says something else than before."""
    now, begins = (clock.now(), one.meeting_begins) if how else (None, None)
    if (one.answer, one.answer_by, one.answered_for) == (how, by, begins):
        return 0
    one.answer, one.answer_by, one.answered_at, one.answered_for = how, by, now, begins
    one.save(update_fields=["answer", "answer_by", "answered_at", "answered_for"])
    return 1


def _invited_people(meeting: Meeting) -> dict[int, str]:
    """By person (id): as what it is invited."""
    rows = meeting.guests.filter(mandate__isnull=False)
    return dict(rows.values_list("mandate__person", "function"))


def _checked(meeting: Meeting, said: Guest, but: int = 0) -> dict[str, str]:
    email, name = said.email.strip(), " ".join(said.name.split())
    if not email and not said.address.strip():
        raise WrongMeeting(_ADDRESS, field="email")
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise WrongMeeting(_EMAIL, field="email") from error
    for other in meeting.guests.filter(mandate=None).exclude(pk=but):
        same_name = bool(name) and fold(other.name) == fold(name)
        if (email and other.email.lower() == email.lower()) or (same_name and not (email and other.email)):
            raise WrongMeeting(
                f"Cette personne est déjà invitée\N{NO-BREAK SPACE}: {other.function}.", field="email"
            )
    return {
        "function": said.function.strip(), "name": name, "email": email, "address": said.address.strip(),
    }  # fmt: skip


def _add(actor: Actor, meeting: Meeting, made: list[Guest]) -> None:
    if not made:
        return
    audit(actor, "governance.guests.invited", meeting, people=len(made))
    if meeting.convened_at is not None and not meeting.has_begun:
        tell_invited(meeting, guests=made)
