"""What orders, amendments, credit notes and deductions come to, counted apart from the product: cents and fractions,
from the sentences of the contract and of the law, without a line of `eprimo`.

The market begins on 19 July 2026; its years are [19 July, 19 July[.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

BAND = 100


def year_first(year: int) -> date:
    return date(2026 + year, 7, 19)


def cents(amount: Fraction, *, down: bool = False) -> int:
    """Half up, or down."""
    return (amount * 100 + (0 if down else Fraction(1, 2))).__floor__()


def vat(base: int, rate: Fraction) -> int:
    """Cents of a base in cents."""
    return (base * rate / 100 + Fraction(1, 2)).__floor__()


@dataclass
class Contract:
    """How a year is counted. `begins`: order, school, entry; `part`: day, month, year; `bands`: now, next, first."""

    begins: str
    part: str
    bands: str
    down: bool
    least: int | None


@dataclass
class Form:
    """An order as it was sent."""

    period: int
    sent: date
    starts: date
    ends: date
    accounts: dict[int, int]
    options: set[str]


@dataclass(frozen=True)
class Line:
    code: str
    school: int | None
    quantity: int
    unit: Fraction
    amount: int
    rate: Fraction


@dataclass
class Ledger:
    """All that a member has ordered, with prices and rates by date. Prices: C1 an account, P1 and G1 a school below and
    from 100 accounts, M1 to set a school up, O1 an option a year, O2 once, O3 once a school."""

    contract: Contract
    prices: dict[str, Fraction]
    rates: dict[str, Fraction]
    amended: list[tuple[date, dict[str, Fraction]]] = field(default_factory=list)
    laws: list[tuple[date, Fraction, Fraction]] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    # (code, school) of options that are owed once, by form.
    charged: list[set[tuple[str, int | None]]] = field(default_factory=list)

    def price(self, code: str, year: int) -> Fraction:
        """In force on the first day of the year."""
        found = self.prices[code]
        for day, prices in sorted(self.amended, key=lambda one: one[0]):
            if day <= year_first(year):
                found = prices.get(code, found)
        return found

    def rate(self, code: str, day: date) -> Fraction:
        found = self.rates[code]
        for on, before, after in sorted(self.laws):
            if on <= day and found == before:
                found = after
        return found

    def add(self, form: Form) -> None:
        self.forms.append(form)
        self.charged.append(set())
        place, first = len(self.forms) - 1, self.first_owed(form)
        if first is not None:
            once = {(code, school) for code, school, _ in self.ordered(place, first) if code in {"O2", "O3"}}
            self.charged[place] = once

    def years(self, form: Form) -> list[int]:
        return [
            year for year in range(4) if year_first(year) < form.ends and form.starts < year_first(year + 1)
        ]

    def share(self, form: Form, year: int) -> Fraction | None:
        first, after = year_first(year), year_first(year + 1)
        begin = self.begin(form)
        if begin >= after:
            return None
        start = max(begin, first)
        if self.contract.part == "day":
            return Fraction((after - start).days, (after - first).days)
        if self.contract.part == "month":
            whole = 0
            while _later(first, whole + 1) <= start:
                whole += 1
            return Fraction(max(1, 12 - whole), 12)
        return Fraction(1)

    def begin(self, form: Form) -> date:
        first = year_first(self.years(form)[0])
        if self.contract.begins == "entry":
            return first
        day = max(form.sent, form.starts)
        if self.contract.begins == "school":
            day = date(day.year if day.month >= 9 else day.year - 1, 9, 1)
        return max(day, first)

    def first_owed(self, form: Form) -> int | None:
        return next((year for year in self.years(form) if self.share(form, year) is not None), None)

    def ordered(self, place: int, year: int) -> list[tuple[str, int | None, int]]:
        """(code, school, quantity) of what a form owes of a year; « G1-P1 »: the difference of both."""
        form, before = self.forms[place], self.forms[:place]
        same = [one for one in before if one.period == form.period]
        held: dict[int, int] = defaultdict(int)
        for one in same:
            for school, number in one.accounts.items():
                held[school] += number
        ever = {school for one in before for school, number in one.accounts.items() if number}
        had = {code for one in same for code in one.options}
        paid = set().union(*self.charged[:place]) if place else set()
        is_first, here = year == self.first_owed(form), {s: n for s, n in form.accounts.items() if n}
        together = set(here) | {school for school, number in held.items() if number}
        found: list[tuple[str, int | None, int]] = []
        for school, number in here.items():
            was = held[school]
            found.append(("C1", school, number))
            if not was:
                found.append(("P1" if number < BAND else "G1", school, 1))
            elif was < BAND <= was + number and self.crosses(is_first):
                found.append(("G1-P1", school, 1))
            if school not in ever and is_first:
                found.append(("M1", school, 1))
        if "O1" in form.options - had and together:
            found.append(("O1", None, 1))
        of_it = here if "O2" in had else together
        if is_first and "O2" in form.options | had and ("O2", None) not in paid and of_it:
            found.append(("O2", None, 1))
        if is_first and "O3" in form.options | had:
            schools = here if "O3" in had else together
            found += [("O3", school, 1) for school in schools if ("O3", school) not in paid]
        return found

    def crosses(self, is_first: bool) -> bool:
        """Whether a school that comes to another size owes the difference that year."""
        return self.contract.bands == "now" or (self.contract.bands == "next" and not is_first)

    def lines(self, place: int, year: int, day: date) -> list[Line]:
        """What an invoice of that day asks for that year of that form."""
        share = self.share(self.forms[place], year)
        if share is None:
            return []
        found = []
        for ordered, school, quantity in self.ordered(place, year):
            code, _, less = ordered.partition("-")
            unit = self.price(code, year) - (self.price(less, year) if less else 0)
            if unit <= 0:
                continue
            part = Fraction(1) if code in {"M1", "O2", "O3"} else share
            amount = cents(unit * quantity * part, down=self.contract.down)
            found.append(Line(code, school, quantity, unit, amount, self.rate(code, day)))
        return [*found, *self.least(found)]

    def least(self, lines: list[Line]) -> list[Line]:
        owed = sum(one.amount for one in lines)
        if not lines or self.contract.least is None or owed >= self.contract.least:
            return []
        sums = by_rate(lines)
        rate = max(sums, key=lambda one: (sums[one], one))
        more = self.contract.least - owed
        return [Line("MIN", None, 1, Fraction(more, 100), more, rate)]

    def is_due(self, place: int, year: int, day: date, closes: date | None) -> bool:
        """Begun on that day, and begun before the form closes."""
        form = self.forms[place]
        first = max(year_first(year), form.starts)
        return first <= day and first < min(form.ends, closes or form.ends)


def by_rate(lines: Iterable[Line]) -> dict[Fraction, int]:
    sums: dict[Fraction, int] = defaultdict(int)
    for one in lines:
        sums[one.rate] += one.amount
    return dict(sums)


def taxed(bases: dict[Fraction, int]) -> tuple[int, int, int]:
    """(before VAT, VAT rounded once for each rate, with it)."""
    net, tax = sum(bases.values()), sum(vat(base, rate) for rate, base in bases.items())
    return net, tax, net + tax


def reduced(bases: dict[Fraction, int], amounts: Iterable[int]) -> tuple[dict[Fraction, int], int]:
    """After these were taken off one after the other, each where most is first, and what could not be."""
    left, rest = dict(bases), 0
    for amount in amounts:
        more = amount
        while more and any(left.values()):
            rate = max(left, key=lambda one: (left[one], one))
            part = min(more, left[rate])
            left[rate] -= part
            more -= part
        rest += more
    return left, rest


def _later(day: date, months: int) -> date:
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, day.day)
