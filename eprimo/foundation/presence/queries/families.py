"""What a family reads of its own children: what it told, what it is asked, what a child was."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.presence.enums import State
from eprimo.foundation.presence.models import Absence, AbsencePaper, HalfDay
from eprimo.foundation.presence.policies import absences_visible_to, papers_visible_to, totals_visible_to


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a child: half-days there, late and absent, of those that were called."""

    first: date
    called: int
    absent: int
    late: int


def absence_visible(actor: Actor, public_id: UUID) -> Absence:
    """Return an absence that the actor reads, with its child and school. Raises NotVisible."""
    rows = Absence.objects.filter(absences_visible_to(actor), public_id=public_id)
    found = rows.select_related("child", "school", "said_by").first()
    if found is None:
        raise NotVisible
    return found


def told_by(actor: Actor, child_ids: Sequence[int], today: date) -> list[Absence]:
    """Return what the actor told or is asked of these children, and is not over; soonest first."""
    rows = Absence.objects.filter(absences_visible_to(actor), child__in=child_ids, last__gte=today)
    return list(rows.select_related("child", "school").order_by("first", "id"))


def months_of(actor: Actor, child_id: int, year: int) -> list[Month]:
    """Return month by month, newest first, what the actor may see of a child (one statement)."""
    rows = HalfDay.objects.filter(totals_visible_to(actor), school_year=year, child=child_id, source="call")
    found: dict[date, list[str]] = {}
    for day, state in rows.values_list("day", "state"):
        found.setdefault(day.replace(day=1), []).append(state)
    return [
        Month(first, len(states), states.count(State.ABSENT), states.count(State.LATE))
        for first, states in sorted(found.items(), reverse=True)
    ]


def papers_of(actor: Actor, absences: Iterable[Absence]) -> dict[int, list[AbsencePaper]]:
    """Return the papers of these absences by the absence's id, with what each file is by now (one statement)."""
    ids = {one.id for one in absences}
    rows = AbsencePaper.objects.filter(papers_visible_to(actor), absence_id__in=ids).select_related("blob")
    found = defaultdict(list)
    for row in rows.order_by("id"):
        found[row.absence_id].append(row)
    return dict(found)


def paper_visible(actor: Actor, absence: Absence, public_id: UUID) -> AbsencePaper:
    """Return one paper of that absence. Raises NotVisible."""
    rows = AbsencePaper.objects.filter(papers_visible_to(actor), absence_id=absence.id, public_id=public_id)
    found = rows.filter(school_year=absence.school_year).first()
    if found is None:
        raise NotVisible
    return found
