"""How a count is said: cells under five are hidden, and so is what would give them away by subtraction."""

from dataclasses import dataclass
from typing import ClassVar

# « figures (cells ≥ 5) »: a smaller count could name a person.
SMALLEST = 5
FEW = "moins de 5"
FEW_LEFT = "la quasi-totalité"
_HUNDRED = 100


def spaced(count: int) -> str:
    """« 1 530 », with a narrow no-break space."""
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def count_words(count: int) -> str:
    """« 128 », or « moins de 5 »."""
    return spaced(count) if count >= SMALLEST else FEW


@dataclass(frozen=True, slots=True)
class Share:
    """Some among all: families that came, among the families of a school."""

    # Told one by one, and not as a share of all.
    counted: ClassVar[bool] = False

    some: int
    all: int

    @property
    def percent(self) -> int | None:
        """Rounded down; None where it, or what is left, would tell of fewer than five."""
        if self.all < SMALLEST or self.some < SMALLEST or 0 < self.all - self.some < SMALLEST:
            return None
        return self.some * 100 // self.all

    @property
    def words(self) -> str:
        if self.percent is not None:
            return f"{self.percent}\N{NO-BREAK SPACE}%"
        if self.all < SMALLEST:
            return "–"
        if self.some < SMALLEST:
            return FEW
        # Fewer than five of a hundred or more are left.
        return "plus de 95\N{NO-BREAK SPACE}%" if self.all >= _HUNDRED else FEW_LEFT

    @property
    def cell(self) -> int | str:
        """For a file: the percentage, or the words."""
        return self.words if self.percent is None else self.percent

    def __add__(self, other: "Share") -> "Share":
        # What begins at nothing becomes what is added.
        return type(other)(self.some + other.some, self.all + other.all)


class Counted(Share):
    """Of people who work there, told to whom they are named: one by one."""

    counted = True

    @property
    def percent(self) -> int | None:
        return self.some * 100 // self.all if self.all else None

    @property
    def words(self) -> str:
        return f"{spaced(self.some)} sur {spaced(self.all)}" if self.all else "–"
