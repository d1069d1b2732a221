"""Reading what binds a member: its signatures, what they lock, and what is asked after an election."""

from datetime import date

from eprimo.foundation.directory.actions.dates import first_instant
from eprimo.steering.consortium import convention
from eprimo.steering.consortium.enums import MemberKind, Side
from eprimo.steering.consortium.errors import NeedsLocked
from eprimo.steering.consortium.models import (
    Amendment,
    ConventionText,
    Market,
    Member,
    Signatory,
    Signature,
    Substitution,
)
from eprimo.steering.consortium.states import ZONE
from eprimo.ui.french import day_month_year

ELECTED = frozenset({MemberKind.COMMUNE, MemberKind.COMMUNITY, MemberKind.EPCI, MemberKind.SYNDICAT})


def signature_of(member: Member, side: Side) -> Signature | None:
    """The one that stands, by law that of a member in whose place it is; None: not given, or voided."""
    rows = Signature.objects.filter(member=member, side=side, voided_at=None)
    own = rows.select_related("signatory", "text").defer("text__content").first()
    if own is not None:
        return own
    replaced = (
        Substitution.objects.filter(successor=member).select_related("member").order_by("effective_on", "pk")
    )
    return next((found for one in replaced if (found := signature_of(one.member, side)) is not None), None)


def signatory_on(member: Member, day: date) -> Signatory | None:
    """Who signs for the member on that day [C, block]."""
    rows: Signatory | None = member.signatories.in_force(first_instant(day, ZONE)).first()
    return rows


def text_on(market: Market, day: date) -> ConventionText | None:
    """The version of the convention that is signed on that day."""
    rows = ConventionText.objects.filter(market=market, dated_on__lte=day).defer("content")
    return rows.order_by("-number").first()


def before_any_text(market: Market, adopted_on: date) -> str:
    """What is said of an authorisation older than the first version; empty: nothing."""
    first = ConventionText.objects.filter(market=market).order_by("number").defer("content").first()
    if first is None or adopted_on >= first.dated_on:
        return ""
    return (
        f"Cet acte précède la première version de la convention ({day_month_year(first.dated_on)})"
        "\N{NO-BREAK SPACE}: vérifiez ce qu’il autorise."
    )


def check_unlocked(member: Member) -> None:
    """Raise NeedsLocked once the member has signed: its needs are a commitment [C 7.1]."""
    signed = signature_of(member, Side.MEMBER)
    if signed is not None:
        raise NeedsLocked(
            f"Les besoins sont fixés depuis la signature du {day_month_year(signed.signed_on)}\N{NO-BREAK SPACE}: ils "
            "constituent un engagement contractuel (article 7.1). Seul un avenant les change."
        )


def amendments_of(member: Member) -> list[Amendment]:
    """Every amendment with its lines, the last one first."""
    rows = member.amendments.select_related("signatory").prefetch_related("lines__school")
    return list(rows.order_by("-number"))


def to_confirm(member: Member, today: date) -> Signatory | None:
    """Who is still noted as signing for an elected body since before the elections: the signature given stays valid,
    but whom to write to is asked again. None: nothing to ask."""
    if member.kind not in ELECTED or today < convention.ELECTIONS_ON:
        return None
    before = first_instant(convention.ELECTIONS_ON, ZONE)
    rows: Signatory | None = member.signatories.filter(starts__lt=before, ends=None).first()
    return rows
