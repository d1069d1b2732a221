"""What the schools of a member would cost over the market: from annexe 2, or from other numbers, of which none is kept.

In the console: the prices stand above the members of the group, which know nothing of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from eprimo.foundation.kernel import clock
from eprimo.foundation.printing.cells import Cell
from eprimo.steering.consortium.dates import months_after
from eprimo.steering.consortium.market_periods import year_days
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.needs import NeedRow
from eprimo.steering.consortium.needs_file import accounts_of
from eprimo.steering.consortium.states import ZONE
from eprimo.steering.prices.cost import (
    YEARS,
    Price,
    Quantities,
    SchoolQuantity,
    YearCost,
    cost_of,
    cost_of_year,
)
from eprimo.steering.prices.queries import classes_of
from eprimo.steering.prices.tariffs import Tariffs

COLUMNS = ("Année", "Du", "Au", "Période", "HT", "TVA", "TTC", "Prix")
_ZERO = Decimal("0.00")
_FIRST = "2 premières années"
_SECOND = "2 dernières années, si le membre reste"


class SimulationForm(forms.Form):
    """A number for each school, annexe 2 to begin with; the options to count."""

    def __init__(self, asked: Mapping[str, Any] | None, *, rows: list[NeedRow], prices: list[Price]) -> None:
        super().__init__(asked)
        self._rows = rows
        for row in rows:
            self.fields[f"n_{row.uai}"] = forms.CharField(
                label=f"{row.name} ({row.commune})", required=False, max_length=20,
                initial=0 if row.accounts is None else row.accounts,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
            )  # fmt: skip
        self.options = [(one.code, one.designation) for one in prices if one.is_option]
        if self.options:
            self.fields["options"] = forms.MultipleChoiceField(
                label="En option",
                choices=self.options,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for row in self._rows:
            name = f"n_{row.uai}"
            text = data.get(name, "")
            data[name], wrong = accounts_of(text) if text else (0, "")
            if wrong:
                self.add_error(name, wrong)
        return data

    def quantities(self) -> Quantities:
        """What was typed; annexe 2 as long as nothing was, or when it cannot be read."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        classes = classes_of([row.school_id for row in self._rows])
        schools = [
            SchoolQuantity(
                row.school_id, said.get(f"n_{row.uai}", row.accounts or 0), classes.get(row.school_id)
            )
            for row in self._rows
        ]
        return Quantities(schools, said.get("options", ()))


@dataclass(frozen=True, slots=True)
class Year:
    """One year of the market, [first, last]."""

    number: int
    first: date
    last: date
    cost: YearCost

    @property
    def period(self) -> int:
        return 1 if self.number <= YEARS // 2 else 2


@dataclass(frozen=True, slots=True)
class Sum:
    """Several years together."""

    name: str
    ht: Decimal
    vat: Decimal

    @property
    def ttc(self) -> Decimal:
        return self.ht + self.vat


@dataclass(frozen=True, slots=True)
class Line:
    """A price, with how many of it the member takes."""

    code: str
    designation: str
    quantity: int
    unit_ht: Decimal
    ht: Decimal
    once: bool


@dataclass(frozen=True, slots=True)
class Simulation:
    years: list[Year]
    lines: list[Line]
    unknown: list[str]
    accounts: int
    opened: int

    @property
    def sums(self) -> list[Sum]:
        """The first period, the second, both."""
        parts = ((_FIRST, (1,)), (_SECOND, (2,)), ("Les 4 années", (1, 2)))
        return [
            Sum(
                name,
                sum((one.cost.ht for one in self.years if one.period in periods), _ZERO),
                sum((one.cost.vat for one in self.years if one.period in periods), _ZERO),
            )
            for name, periods in parts
        ]


def simulate(
    market: Market, prices: list[Price], quantities: Quantities, tariffs: Tariffs | None = None
) -> Simulation:
    """The years of the market at these prices; by `tariffs` each at its own, amendments counted."""
    costs = cost_of(prices, quantities)
    if tariffs is not None:
        firsts = [year_days(market, year)[0] for year in range(len(costs))]
        today = clock.today(ZONE)
        costs = [
            cost_of_year(tariffs.on(first, max(first, today)), quantities, year)
            for year, first in enumerate(firsts)
        ]
    years = [Year(number, *_days(market, number), cost) for number, cost in enumerate(costs, 1)]
    unknown = {code for cost in costs for code in cost.unknown}
    return Simulation(
        years,
        [line for price in prices if (line := _line(price, costs[0])) is not None],
        [price.designation for price in prices if price.code in unknown],
        sum(one.accounts for one in quantities.opened),
        len(quantities.opened),
    )


def rows_of(found: Simulation, *, indicative: bool) -> list[tuple[Cell, ...]]:
    """The same for a file: numbers stay numbers."""
    word = "indicatif" if indicative else "du contrat"
    years: list[tuple[Cell, ...]] = [
        (f"Année {one.number}", one.first, one.last, one.period, float(one.cost.ht), float(one.cost.vat),
         float(one.cost.ttc), word)
        for one in found.years
    ]  # fmt: skip
    return years + [
        (one.name, None, None, None, float(one.ht), float(one.vat), float(one.ttc), word)
        for one in found.sums
    ]


def _days(market: Market, number: int) -> tuple[date, date]:
    first, following = (months_after(market.starts_on, 12 * (number - 1 + shift)) for shift in (0, 1))
    return first, following - timedelta(days=1)


def _line(price: Price, cost: YearCost) -> Line | None:
    found = [one for one in cost.lines if one.code == price.code]
    if not found:
        return None
    return Line(
        price.code, price.designation, sum(one.quantity for one in found), price.ht,
        sum((one.ht for one in found), _ZERO), price.once,
    )  # fmt: skip
