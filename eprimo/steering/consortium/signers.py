"""Who may sign an order for a member: its signatory in force, or the provider whose mandate says so."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, IntegerField, Q, QuerySet, Subquery

from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.directory.policies.mandates import in_departments_of
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy
from eprimo.steering.consortium.models import Member, Representation, Signatory, SigningRight

_ROWS = ("signatory__member__market", "signatory__member__department", "mandate__person", "piece")


@policy("consortium.signer.confirm", strong=Strength.FRESH)
def can_confirm_signer(actor: Actor, right: SigningRight) -> bool:
    """« level sign: on the recorded act naming the signatory, confirmed by academy », of its territory; nobody for
    oneself."""
    mine = right.mandate is not None and right.mandate.person_id == actor.person_id
    return actor.role == Role.ACADEMY and not mine and rights_seen(actor).filter(pk=right.pk).exists()


def right_held(actor: Actor, member: Member, *, held: bool = False) -> SigningRight | None:
    """By which the actor signs for the member now; None: it does not. Only by the own session: a sheet opens none.
    `held`: the row stays as it is until the end of the transaction."""
    if not actor.is_whole or actor.role != Role.MEMBER_REP:
        return None
    signing = member.signatories.in_force(actor.now)
    rows = SigningRight.objects.filter(mandate__in=actor.mandate_ids, signatory__in=signing, ended_at=None)
    rows = rows.exclude(confirmed_at=None).select_related("signatory")
    return (rows.select_for_update(of=("self",)) if held else rows).order_by("pk").first()


def mandate_to_sign(actor: Actor, member: Member, *, held: bool = False) -> Representation | None:
    """By which the provider of the actor signs for the member now; None: it does not. Who acts for the member is asked
    before. `held`: as of `right_held`."""
    if not actor.is_whole or actor.role != Role.MANAGING_BODY:
        return None
    rows = member.representations.in_force(actor.now).filter(may_sign=True).exclude(acknowledged_at=None)
    rows = rows.select_related("managing_body")
    found: Representation | None = (rows.select_for_update(of=("self",)) if held else rows).first()
    return found


def right_of_signatory(member: Member) -> SigningRight | None:
    """By which somebody signs for the member in e-primo, now or from the day on which the function begins; None:
    nobody does."""
    now = clock.now()
    rows = SigningRight.objects.filter(signatory__member=member, mandate__in=_in_force(now), ended_at=None)
    rows = rows.filter(Q(signatory__ends=None) | Q(signatory__ends__gt=now)).exclude(confirmed_at=None)
    return rows.select_related("signatory", "mandate").defer("mandate__reason").order_by("pk").first()


def _in_force(now: datetime) -> QuerySet[Mandate]:
    """A right lasts no longer than the mandate that it is of."""
    found: QuerySet[Mandate] = Mandate.objects.in_force(now)
    return found


def rights_seen(actor: Actor) -> QuerySet[SigningRight]:
    """Those that the academy may confirm or end: of mandates in force, of signatories that were not replaced."""
    if actor.role != Role.ACADEMY:
        return SigningRight.objects.none()
    rows = SigningRight.objects.filter(
        in_departments_of(actor, "signatory__member__department"),
        mandate__in=_in_force(actor.now),
        ended_at=None,
    )
    rows = rows.filter(Q(signatory__ends=None) | Q(signatory__ends__gt=actor.now))
    return rows.select_related(*_ROWS).defer("mandate__reason")


def rights_listed(actor: Actor) -> list[SigningRight]:
    """By name of the member, what waits first; raises NotVisible for who confirms none."""
    if actor.role != Role.ACADEMY:
        raise NotVisible
    return list(rights_seen(actor).order_by("confirmed_at", "signatory__member__key", "pk")[:200])


def right_seen(actor: Actor, public_id: UUID) -> SigningRight:
    """Raises NotVisible."""
    found = rights_seen(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found


def asked_query(actor: Actor) -> Subquery:
    """How many wait for the academy: a column; nothing when none does."""
    rows = rights_seen(actor).filter(confirmed_at=None).select_related(None).order_by()
    one = rows.values("signatory__member__market__academy").annotate(n=Count("pk")).values("n")[:1]
    return Subquery(one, output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Signs:
    """How the signatory in force signs: `state` of the own request (empty: none), whether anybody signs in e-primo."""

    signatory: Signatory | None
    state: str
    by_somebody: bool


def signs_for(actor: Actor, member: Member) -> Signs:
    """For the page of a member."""
    signatory: Signatory | None = member.signatories.in_force(actor.now).first()
    open_rights = SigningRight.objects.filter(
        signatory=signatory, mandate__in=_in_force(actor.now), ended_at=None
    )
    rights = list(open_rights) if signatory else []
    own = next((one for one in rights if one.mandate_id in actor.mandate_ids), None)
    return Signs(signatory, own.state if own else "", any(one.state == "confirmed" for one in rights))
