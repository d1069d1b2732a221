"""Who reads and writes what of the consultation: « final market documents », « offers, marks » of the rights page."""

from django.db.models import Exists, OuterRef, Q

from eprimo.foundation.directory.enums import MandateLevel, MandateRole
from eprimo.foundation.directory.models import Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy
from eprimo.steering.consortium.models import Market, Member
from eprimo.steering.consortium.policies import can_keep_market, can_read_file
from eprimo.steering.tender.enums import CONFIDENTIAL, NOTIFIED, PUBLISHED
from eprimo.steering.tender.models import CommissionSeat, Consultation, Declaration, Document, Offer

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
    """On Document of that market. Coordinator: all but what speaks of offers; readers: those that are final, from the
    day they are. What speaks of offers: who declared no interest."""
    consultation = Consultation.objects.filter(market=market).first()
    analyses = consultation is not None and can_read_offers.allows(actor, consultation)
    if actor.role == Role.COORDINATOR:
        return Q() if analyses else ~Q(kind__in=sorted(CONFIDENTIAL))
    if not can_read_market.allows(actor, market):
        return Q(pk__in=[])
    published = market.published_on is not None and market.published_on <= clock.today(actor.time_zone)
    kinds = PUBLISHED if published else frozenset()
    kinds |= NOTIFIED if is_notified(actor, market) else frozenset()
    # A version that another one followed was never published.
    newer = Document.objects.filter(
        consultation=OuterRef("consultation"), kind=OuterRef("kind"), version__gt=OuterRef("version")
    )
    final = Q(kind__in=sorted(kinds)) & ~Q(Exists(newer))
    return final | Q(kind__in=sorted(CONFIDENTIAL)) if analyses else final


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


@policy("tender.commission.keep", strong=Strength.FRESH)
def can_keep_commission(actor: Actor) -> bool:
    """Who sits: the coordinator who manages or signs."""
    return can_keep_market.allows(actor)


@policy("tender.declaration.sign")
def can_declare(actor: Actor, consultation: Consultation) -> bool:
    """Who may come to analyse: a coordinator, a member of the commission whose seat is in force. For oneself alone."""
    if actor.role == Role.COORDINATOR:
        return True
    seats = CommissionSeat.objects.in_force(actor.now).filter(
        consultation=consultation, person=actor.person_id
    )
    return actor.role == Role.COMMISSION and seats.exists()


@policy("tender.offers.read")
def can_read_offers(actor: Actor, consultation: Consultation) -> bool:
    """« offers, marks: in its step, after own declaration of no interest »; a declared interest ends it [R042]."""
    if not can_declare.allows(actor, consultation):
        return False
    said = Declaration.objects.filter(consultation=consultation, person=actor.person_id)
    return set(said.values_list("has_interest", flat=True)) == {False}


@policy("tender.offers.write")
def can_write_offers(actor: Actor, consultation: Consultation) -> bool:
    """Deposits, the opening, prices, what is irregular: a coordinator who manages or signs, and declared."""
    return can_keep_market.allows(actor) and can_read_offers.allows(actor, consultation)


@policy("tender.offers.mark")
def can_mark(actor: Actor, consultation: Consultation) -> bool:
    """« commission: mark in its step »; a coordinator who analyses too, when it is not one who only reads."""
    if actor.role == Role.COMMISSION:
        return can_read_offers.allows(actor, consultation)
    return can_write_offers.allows(actor, consultation)


@policy("tender.offer.own")
def can_read_own_offer(actor: Actor, offer: Offer) -> bool:
    """« contractor: own offer »: the one that was retained, once it was notified."""
    market = offer.consultation.market
    return (
        actor.role == Role.CONTRACTOR
        and is_notified(actor, market)
        and offer.consultation.retained_id == offer.pk
    )


@policy("tender.criteria.read")
def can_read_criteria(actor: Actor) -> bool:
    """Those who analyse; others read the weights in the RC."""
    return actor.role in {Role.COORDINATOR, Role.COMMISSION}
