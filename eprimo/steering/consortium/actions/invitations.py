"""Letters that invite a body, and what their code opens: the file of that body, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from eprimo.foundation.accounts.actions.accounts import accounts_ensure
from eprimo.foundation.accounts.actions.activation import account_activate
from eprimo.foundation.accounts.codes import SHEET_LASTS, code_hash
from eprimo.foundation.accounts.enums import CodePurpose
from eprimo.foundation.accounts.models import Account, SignInCode
from eprimo.foundation.accounts.passwords import new_activation_code
from eprimo.foundation.directory.actions.newcomers import Newcomer, person_make
from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.models import Mandate, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require
from eprimo.steering.consortium.errors import AlreadyActed, Closed
from eprimo.steering.consortium.events import FileOpened
from eprimo.steering.consortium.invitations import has_actor, invitation_found
from eprimo.steering.consortium.models import Invitation, ManagingBody, Member, Seat
from eprimo.steering.consortium.policies import can_invite
from eprimo.steering.consortium.states import BOUND, ZONE, state_of

_REASON = "Lettre d’invitation du groupement de commandes"
# As the longest mandate of a member's representative.
_LASTS = timedelta(days=3 * 365)
_NOT_TO_ONESELF = "On ne se donne pas un rôle à soi-même."
# Who gives roles does not take one with a letter that they may have printed.
_GIVERS = (MandateRole.COORDINATOR, MandateRole.ACADEMY, MandateRole.PLATFORM)


@dataclass(frozen=True, slots=True)
class Printed:
    """A letter to print: its code is known here, and nowhere afterwards."""

    invitation: Invitation
    code: str


@transaction.atomic
def invitations_make(
    *, actor: Actor, members: Iterable[Member] = (), managing_bodies: Iterable[ManagingBody] = ()
) -> list[Printed]:
    """A fresh code for each of these bodies; letters printed before open nothing more. Raises AlreadyActed for one
    for which somebody acts, Closed for a member that can no longer join."""
    require(can_invite, actor)
    made = []
    for one in sorted(members, key=lambda each: each.pk):
        member = Member.objects.select_for_update(of=("self",)).select_related("market").get(pk=one.pk)
        if member.market.closed_on(clock.today(ZONE)) and state_of(member) not in BOUND:
            raise Closed
        _refuse_acted(member)
        made.append(_print(actor, member=member))
    for body in sorted(managing_bodies, key=lambda each: each.pk):
        held = ManagingBody.objects.select_for_update().get(pk=body.pk)
        _refuse_acted(held)
        made.append(_print(actor, managing_body=held))
    return made


def _refuse_acted(body: Member | ManagingBody) -> None:
    """Raise AlreadyActed."""
    if has_actor(body):
        raise AlreadyActed(
            f"Quelqu’un agit déjà pour {body.name}\N{NO-BREAK SPACE}: l’académie en ajoute d’autres."
        )


def _print(
    actor: Actor, *, member: Member | None = None, managing_body: ManagingBody | None = None
) -> Printed:
    now, code = clock.now(), new_activation_code()
    before = Invitation.objects.filter(
        member=member, managing_body=managing_body, used_at=None, withdrawn_at=None
    )
    before.update(withdrawn_at=now)
    made = Invitation.objects.create(
        member=member, managing_body=managing_body, hash=code_hash(code), made_at=now, expires_at=now + SHEET_LASTS
    )  # fmt: skip
    audit(actor, "consortium.invitation.printed", member or managing_body)
    return Printed(made, code)


@transaction.atomic
def invitation_withdraw(*, actor: Actor, invitation: Invitation) -> None:
    """The letter is lost, or went to the wrong place: its code is dead. Nothing when it was already."""
    require(can_invite, actor)
    rows = Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None)
    if rows.update(withdrawn_at=clock.now()):
        audit(actor, "consortium.invitation.withdrawn", invitation.body)


@transaction.atomic
def invitation_join(*, code: str, newcomer: Newcomer, password: str) -> Account:
    """Somebody of the body enters with the letter: a person, who acts for that body alone, and an account. Nobody known
    is looked for: who holds a letter learns nothing of who is in e-primo. Raises CodeRefused, HashingBusy, or
    ValidationError for a weak password, and then the code still opens."""
    invitation = invitation_found(code, held=True)
    person = person_make(newcomer)
    _seat(invitation, person)
    accounts_ensure(person_ids=[person.pk])
    account = Account.objects.get(person=person)
    now, secret = clock.now(), new_activation_code()
    first = SignInCode.objects.create(
        account=account, purpose=CodePurpose.ACTIVATION, hash=code_hash(secret), made_at=now,
        expires_at=now + timedelta(minutes=5),
    )  # fmt: skip
    return account_activate(code=first, password=password).account


@transaction.atomic
def invitation_tie(*, actor: Actor, code: str) -> Mandate:
    """Somebody who is in e-primo already takes the seat. Raises CodeRefused, Forbidden for a child and for who gives
    roles."""
    invitation = invitation_found(code, held=True)
    if (
        actor.role == Role.PUPIL
        or not actor.is_whole
        or Mandate.objects.in_force().filter(person=actor.person_id, role__in=_GIVERS).exists()
    ):
        raise Forbidden(_NOT_TO_ONESELF)
    return _seat(invitation, Person.objects.get(pk=actor.person_id))


def _seat(invitation: Invitation, person: Person) -> Mandate:
    """The role, for that body: neither its commune's figures nor its agents come with it."""
    now = clock.now()
    role = MandateRole.MEMBER_REP if invitation.member_id else MandateRole.MANAGING_BODY
    mandate = Mandate.objects.create(person=person, role=role, reason=_REASON, starts=now, ends=now + _LASTS)
    Seat.objects.create(mandate=mandate, member=invitation.member, managing_body=invitation.managing_body)
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    audit(None, "consortium.invitation.used", invitation.body, subject_id=person.pk)
    emit(FileOpened(invitation_id=invitation.pk))
    return mandate
