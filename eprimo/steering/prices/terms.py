"""The terms of a contract: how it counts what is ordered within a year, from when, by which part, in which band, how it
is rounded. Pure: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from eprimo.steering.prices.enums import Bands, Begins, Part, Rounding
from eprimo.ui.french import day_month_year, euros

_CENT = Decimal("0.01")
_MONTHS = 12
_SEPTEMBER = 9
NBSP = "\N{NO-BREAK SPACE}"
# What tops an order up to the minimum: no line of the schedule has this code.
MINIMUM = "MIN"
MINIMUM_WORDS = "Complément jusqu’au minimum de facturation"


@dataclass(frozen=True, slots=True)
class Terms:
    """How a contract counts. `minimum_ht`: the least that an order owes for a year in which it owes anything."""

    begins: str = Begins.ENTRY
    part: str = Part.YEAR
    bands: str = Bands.FIRST
    rounding: str = Rounding.NEAREST
    minimum_ht: Decimal | None = None

    def cents(self, amount: Decimal) -> Decimal:
        return amount.quantize(_CENT, ROUND_DOWN if self.rounding == Rounding.DOWN else ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Share:
    """The share of a year that is owed: `parts` of the `whole`, for the days [first, last]; days None: of a sum that
    has none."""

    parts: int = 1
    whole: int = 1
    first: date | None = None
    last: date | None = None

    @property
    def is_partial(self) -> bool:
        return self.parts != self.whole

    @property
    def words(self) -> str:
        """The share in words, « 294 jours sur 365 », « 10 mois sur 12 »; empty: the whole year."""
        if not self.is_partial:
            return ""
        unit = "mois" if self.whole == _MONTHS else "jours" if self.parts > 1 else "jour"
        return f"{self.parts}{NBSP}{unit} sur {self.whole}"

    @property
    def days_words(self) -> str:
        """The days in words, « du 28 septembre 2026 au 18 juillet 2027 »."""
        if self.first is None or self.last is None:
            return ""
        return f"du {day_month_year(self.first)} au {day_month_year(self.last)}"


WHOLE = Share()


def begin_of(terms: Terms, sent_on: date, starts_on: date, year_first: date) -> date:
    """The day from which an order is owed that is sent on `sent_on` for [starts_on, …[; never before `year_first`, the
    first day of the first year of the market that it is for."""
    if terms.begins == Begins.ENTRY:
        return year_first
    if terms.begins == Begins.SCHOOL_YEAR:
        day = max(sent_on, starts_on)
        september = date(day.year if day.month >= _SEPTEMBER else day.year - 1, _SEPTEMBER, 1)
        return max(september, year_first)
    return max(sent_on, starts_on, year_first)


def share_of(terms: Terms, begin: date, first: date, after: date) -> Share | None:
    """The share of the year [first, after[ that is owed from `begin` on; None: nothing."""
    if begin >= after:
        return None
    start, last = max(begin, first), after - timedelta(days=1)
    if terms.part == Part.DAY:
        return Share((after - start).days, (after - first).days, start, last)
    if terms.part == Part.MONTH:
        # Where a year ends on the named day, its last day begins a thirteenth month: it is owed as one of the twelve.
        return Share(max(1, _MONTHS - _whole_months(first, start)), _MONTHS, start, last)
    return Share(1, 1, start, last)


def terms_words(terms: Terms) -> Sequence[str]:
    """The terms in sentences."""
    begins = {
        Begins.ORDER: "Un prix annuel est dû à partir du jour où le bon est envoyé au titulaire, ou de celui que le "
        "bon demande s’il est plus tard.",
        Begins.SCHOOL_YEAR: "Un prix annuel est dû à partir du 1er septembre de l’année scolaire où le bon est envoyé, "
        "au plus tôt du début de l’année du marché.",
        Begins.ENTRY: "Un prix annuel est dû à partir du début de l’année du marché, quel que soit le jour du bon.",
    }[Begins(terms.begins)]
    part = {
        Part.DAY: "Une année commencée se compte au jour près, sur les jours de l’année du marché.",
        Part.MONTH: f"Une année commencée se compte par mois, sur douze{NBSP}; un mois commencé est dû.",
        Part.YEAR: "Une année commencée est due en entier.",
    }[Part(terms.part)]
    bands = {
        Bands.AT_ONCE: "Une école que des comptes ajoutés font changer de tranche doit la différence à partir de ces "
        "comptes.",
        Bands.NEXT_YEAR: "Une école que des comptes ajoutés font changer de tranche doit la différence à partir de "
        "l’année suivante du marché.",
        Bands.FIRST: "Des comptes ajoutés ne changent pas la tranche d’une école avant la fin de la période.",
    }[Bands(terms.bands)]
    cent = "inférieur" if terms.rounding == Rounding.DOWN else "le plus proche"
    said = [
        begins,
        part,
        bands,
        "Une mise en service est due une fois, entière.",
        f"Chaque ligne s’arrondit au centime {cent}, la TVA une fois par taux.",
    ]
    if terms.minimum_ht is not None:
        said.append(
            f"Un bon doit au moins {euros(terms.minimum_ht)} HT pour chaque année où il doit quelque chose."
        )
    return said


def _whole_months(first: date, day: date) -> int:
    months = (day.year - first.year) * _MONTHS + day.month - first.month
    return months - (day.day < first.day)
