"""What opens a school, in words: for who gives the contract by hand and must see what is there first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import FETCH_PEERS

from eprimo.foundation.directory.models import Entitlement, School


@dataclass(frozen=True, slots=True)
class Openings:
    """The openings of one school, in order of their first day; their ends are the instant after the last day."""

    rows: tuple[Entitlement, ...]
    now: datetime

    @property
    def in_force(self) -> tuple[Entitlement, ...]:
        return tuple(one for one in self.rows if one.starts <= self.now < one.ends)

    @property
    def to_come(self) -> tuple[Entitlement, ...]:
        return tuple(one for one in self.rows if one.starts > self.now)

    @property
    def over(self) -> tuple[Entitlement, ...]:
        return tuple(one for one in self.rows if one.ends <= self.now)

    @property
    def until(self) -> datetime | None:
        """Until when it is open without a break; None: closed now."""
        end: datetime | None = max((one.ends for one in self.in_force), default=None)
        for one in self.to_come:
            if end is not None and one.starts <= end:
                end = max(end, one.ends)
        return end

    @property
    def opens(self) -> datetime | None:
        """When it opens next, or again; None: nothing to come, or nothing after a break."""
        until = self.until
        return next((one.starts for one in self.to_come if until is None or one.starts > until), None)

    @property
    def closed_since(self) -> datetime | None:
        """None: open, or never open before."""
        return max((one.ends for one in self.over), default=None) if self.until is None else None


def openings_of(schools: Sequence[School], now: datetime) -> dict[int, Openings]:
    """Of each of these schools; why they are open is asked for all of them at once."""
    found: dict[int, list[Entitlement]] = {school.pk: [] for school in schools}
    rows = Entitlement.objects.filter(school__in=found).fetch_mode(FETCH_PEERS)
    for row in rows.order_by("starts", "ends", "pk"):
        found[row.school_id].append(row)
    return {pk: Openings(tuple(rows), now) for pk, rows in found.items()}
