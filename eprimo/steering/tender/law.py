"""The days of the « code de la commande publique » before which an act of an open tender is not done. Pure.

No shorter way than the open tender exists here: the convention has a « procédure d’appel d’offres », so that no
exemption of an adapted procedure applies.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eprimo.steering.consortium.dates import months_after, next_working
from eprimo.steering.tender.enums import Bidding, Sending
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP, counted

# Days to bid from the day on which the notice is sent, and what says so.
_BIDDING = {
    Bidding.ELECTRONIC: (30, "R2161-3, 2°"),
    Bidding.PAPER: (35, "R2161-2"),
    Bidding.ANNOUNCED: (15, "R2161-3, 1°"),
    Bidding.URGENT: (15, "R2161-3, 3°"),
}
# Days from the letters of rejection to the signature (R2182-1), counted from day to day (CE, 2 August 2011, 347526).
_STANDSTILL = {Sending.ELECTRONIC: 11, Sending.POST: 16}
_CODE = "du code de la commande publique"
_LAST_MINUTE = time(23, 59)
_PUBLISHED_WITHIN_MONTHS = 2


def offers_from(sent_on: date, bidding: str, zone: str) -> datetime:
    """The earliest limit for offers: the end of the last day, or of the first working day after it."""
    days, _ = _BIDDING[Bidding(bidding)]
    last = next_working(sent_on + timedelta(days=days))
    return datetime.combine(last, _LAST_MINUTE, ZoneInfo(zone))


def too_short(sent_on: date, until: datetime, bidding: str, zone: str) -> str:
    """Why offers cannot end then; empty: they can."""
    earliest = offers_from(sent_on, bidding, zone)
    if until >= earliest:
        return ""
    days, article = _BIDDING[Bidding(bidding)]
    return (
        f"L’avis est envoyé le {day_month_year(sent_on)}{NBSP}: les offres sont reçues au plus tôt jusqu’au "
        f"{day_month_year(earliest)} à 23{NBSP}h{NBSP}59, soit {counted(days, 'jour')} (article {article} {_CODE})."
    )


def still_open(until: datetime | None) -> str:
    """Why offers are not opened yet."""
    if until is None:
        return (
            f"La date limite des offres n’est pas dite{NBSP}: elles s’ouvrent après elle (article R2151-1)."
        )
    return (
        f"Les offres peuvent être déposées jusqu’au {day_month_year(until)}{NBSP}: elles s’ouvrent après cette date "
        f"limite (articles R2151-1 et R2161-2 {_CODE})."
    )


def signs_from(rejected_on: date, sending: str) -> date:
    """The first day on which the market may be signed."""
    return rejected_on + timedelta(days=_STANDSTILL[Sending(sending)])


def signed_too_soon(rejected_on: date, sending: str, signed_on: date) -> str:
    """Why the market cannot be signed on that day; empty: it can."""
    first = signs_from(rejected_on, sending)
    if signed_on >= first:
        return ""
    days = _STANDSTILL[Sending(sending)]
    return (
        f"Les lettres de rejet sont parties le {day_month_year(rejected_on)}, {Sending(sending).label.lower()}{NBSP}: "
        f"le marché se signe à partir du {day_month_year(first)}, {counted(days, 'jour')} après"
        f" (article R2182-1 {_CODE})."
    )


UNTOLD = (
    f"Les candidats non retenus ne sont pas encore informés{NBSP}: notez d’abord l’envoi de leurs lettres, le marché "
    f"se signe onze jours après (articles R2181-1, R2181-3 et R2182-1 {_CODE})."
)
NO_CHOICE = (
    f"Le rapport d’analyse n’est pas fait{NBSP}: les lettres partent une fois l’offre choisie (article R2181-1 "
    f"{_CODE})."
)


def told_too_soon(reported_on: date) -> str:
    """`reported_on`: the day on which the report was recorded, which made the letters."""
    return (
        f"Le rapport qui choisit l’offre est noté le {day_month_year(reported_on)}, et les lettres sont faites avec "
        f"lui{NBSP}: elles partent ensuite (article R2181-1 {_CODE})."
    )


def reported_too_soon(opened_on: date) -> str:
    return (
        f"Les offres sont ouvertes depuis le {day_month_year(opened_on)}{NBSP}: elles s’analysent ensuite, leur "
        "rapport n’est pas d’avant."
    )


def unsigned(signed_on: date) -> str:
    """Why the market is not notified on a day before its signature."""
    return (
        f"Le marché est signé le {day_month_year(signed_on)}{NBSP}: il se notifie à partir de ce jour (article R2182-4 "
        f"{_CODE})."
    )


def data_due(notified_on: date) -> date:
    """Until when the essential data are published (R2196-1)."""
    return months_after(notified_on, _PUBLISHED_WITHIN_MONTHS)
