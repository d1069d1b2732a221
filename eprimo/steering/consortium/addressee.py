"""Who receives the invoices of a member: itself [C 7.1], whoever acts for it, unless point 10 was decided otherwise."""

from dataclasses import dataclass
from datetime import datetime

from eprimo.foundation.directory.actions.dates import first_instant
from eprimo.steering.consortium.models import Member
from eprimo.steering.consortium.readings import InvoicesTo
from eprimo.steering.consortium.states import ZONE


@dataclass(frozen=True, slots=True)
class Addressee:
    name: str
    siret: str


def in_place_of(member: Member, at: datetime) -> Member:
    """Who stands in a member's place by law at that instant; itself when nobody does."""
    if member.replaced_on is not None and first_instant(member.replaced_on, ZONE) <= at:
        return in_place_of(member.substitution.successor, at)
    return member


def addressee_of(member: Member, at: datetime) -> Addressee:
    """The body that an invoice made at that instant is addressed to; by law, who is in the member's place. It is never
    the coordinator."""
    member = in_place_of(member, at)
    if member.market.invoices_to == InvoicesTo.BODY:
        acting = member.representations.in_force(at).select_related("managing_body").first()
        if acting is not None and acting.managing_body is not None:
            return Addressee(acting.managing_body.name, acting.managing_body.siret)
    return Addressee(member.name, member.siret)
