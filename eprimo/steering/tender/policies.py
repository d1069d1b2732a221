"""Who reads and writes what of the consultation: « final market documents », « offers, marks » of the rights page."""

from django.db.models import Exists, OuterRef, Q

from eprimo.foundation.directory.enums import MandateLevel, MandateRole
from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.rights import policy
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.policies import can_keep_market, can_read_file
from eprimo.steering.tender.enums import NOTIFIED, PUBLISHED
from eprimo.steering.tender.models import Document

# « Final market documents: read »; the contractor after notification.
READERS = frozenset({Role.COORDINATOR, Role.MEMBER_REP, Role.MANAGING_BODY, Role.COMMISSION})


def is_notified(actor: Actor, market: Market) -> bool:
    day = market.notified_on
    return day is not None and day <= clock.today(actor.time_zone)


@policy("tender.market.read")
def can_read_market(actor: Actor, market: Market) -> bool:
    """The pages of the market exist for them; what they hold is another question."""
    return actor.role in READERS or (actor.role == Role.CONTRACTOR and is_notified(actor, market))


def documents_visible_to(actor: Actor, market: Market) -> Q:
    """On Document of that market. Coordinator: all; readers: those that are final, from the day they are."""
    if actor.role == Role.COORDINATOR:
        return Q()
    if not can_read_market.allows(actor, market):
        return Q(pk__in=[])
    published = market.published_on is not None and market.published_on <= clock.today(actor.time_zone)
    kinds = PUBLISHED if published else frozenset()
    kinds |= NOTIFIED if is_notified(actor, market) else frozenset()
    # A version that another one followed was never published.
    newer = Document.objects.filter(
        consultation=OuterRef("consultation"), kind=OuterRef("kind"), version__gt=OuterRef("version")
    )
    return Q(kind__in=sorted(kinds)) & ~Q(Exists(newer))


@policy("tender.document.read")
def can_read_document(actor: Actor, document: Document) -> bool:
    """`documents_visible_to`, for one."""
    rows = Document.objects.filter(documents_visible_to(actor, document.consultation.market), pk=document.pk)
    return rows.exists()


@policy("tender.consultation.keep")
def can_keep_consultation(actor: Actor) -> bool:
    """A coordinator who manages or signs [C 4.1]."""
    return can_keep_market.allows(actor)


@policy("tender.market.sign")
def can_sign_market(actor: Actor) -> bool:
    """The coordinator who signs: « signer le marché » [C 4.1]."""
    held = Mandate.objects.filter(
        pk__in=actor.mandate_ids, role=MandateRole.COORDINATOR, level=MandateLevel.SIGN
    )
    return actor.role == Role.COORDINATOR and held.exists()


@policy("tender.delivery.read")
def can_read_deliveries(actor: Actor) -> bool:
    """Who received what: the coordinator."""
    return actor.role == Role.COORDINATOR


@policy("tender.delivery.open")
def can_open_delivery(actor: Actor, member: Member) -> bool:
    """The member, or who acts for it: the trace says who."""
    return actor.role in {Role.MEMBER_REP, Role.MANAGING_BODY} and can_read_file.allows(actor, member)
