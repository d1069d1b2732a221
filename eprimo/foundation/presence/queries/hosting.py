"""Classes that are spread over others for a half-day, because their teacher is missing: who is hosted where."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, QuerySet

from eprimo.foundation.directory.enums import NURSERY_LEVELS, Level
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Person
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Hosting
from eprimo.foundation.presence.policies import hostings_visible_to, may_call_hosted

_AGES = {level: age for age, level in enumerate(Level)}


def standing(at: datetime) -> QuerySet[Hosting]:
    """Return the hostings of children who are still of the class that was spread: who moved to another one, or left, is
    hosted no more."""
    members = ClassMembership.objects.in_force(at)
    return Hosting.objects.filter(
        Exists(members.filter(person=OuterRef("child"), class_group=OuterRef("class_group")))
    )


def of_half(class_group: ClassGroup, one: HalfOf, at: datetime) -> QuerySet[Hosting]:
    """Return the hostings of the class's school on a half-day."""
    return standing(at).filter(
        school_year=class_group.year_id, school=class_group.school_id, day=one.day, half=one.half
    )


def guest_class(actor: Actor, class_group: ClassGroup, child: Person, one: HalfOf) -> ClassGroup | None:
    """Return the class of a child that another one hosts on a half-day, for who calls its guests; None: it does not."""
    if not may_call_hosted.allows(actor, class_group):
        return None
    rows = of_half(class_group, one, actor.now).filter(host=class_group, child=child)
    found = rows.select_related("class_group__school").first()
    return found.class_group if found is not None else None


def hosted_words(labels: Iterable[str]) -> str:
    """Return « 4 enfants de CE2-A, 1 enfant de CP », of the label of each child's own class."""
    counts = Counter(labels)
    return ", ".join(f"{n} enfant{'s' if n > 1 else ''} de {label}" for label, n in sorted(counts.items()))


# --- spreading a class ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Host:
    """A class that may host others. `pupils`: its own; `hosted`: those of other classes than the one that is spread."""

    class_group: ClassGroup
    pupils: int
    hosted: int

    @property
    def total(self) -> int:
        return self.pupils + self.hosted


@dataclass(frozen=True, slots=True)
class Spread:
    """A class on some half-days of a day: its children, the classes that may host them, and where each is placed by
    now, or would be. `made`: it is spread."""

    class_group: ClassGroup
    halves: tuple[HalfOf, ...]
    children: tuple[Person, ...]
    hosts: tuple[Host, ...]
    places: Mapping[int, int]
    made: bool

    def hosted_by(self, host: Host) -> list[Person]:
        return [child for child in self.children if self.places.get(child.pk) == host.class_group.pk]


def spread_of(actor: Actor, class_group: ClassGroup, halves: Sequence[HalfOf]) -> Spread:
    """Return how a class is spread, else how it would be evenly (four statements). The right was asked for before."""
    links = (
        ClassMembership.objects.in_force(actor.now).filter(class_group=class_group).select_related("person")
    )
    children = tuple(link.person for link in links.order_by("person__sort_key", "person"))
    rows = list(_of_halves(actor, class_group, halves).order_by("half"))
    # What was said of the first half-day of a day stands for both.
    made = {row.child_id: row.host_id for row in reversed(rows) if row.class_group_id == class_group.pk}
    hosts = _hosts(actor, class_group, rows)
    places = made or proposed(class_group, [child.pk for child in children], hosts)
    return Spread(class_group, tuple(halves), children, hosts, places, bool(made))


def _of_halves(actor: Actor, class_group: ClassGroup, halves: Sequence[HalfOf]) -> QuerySet[Hosting]:
    return standing(actor.now).filter(
        school_year=class_group.year_id, school=class_group.school_id, day=halves[0].day,
        half__in=[one.half for one in halves],
    )  # fmt: skip


def _hosts(actor: Actor, class_group: ClassGroup, rows: Sequence[Hosting]) -> tuple[Host, ...]:
    """The other classes of the school that have pupils and are not spread themselves."""
    away = {row.class_group_id for row in rows}
    members = ClassMembership.objects.in_force(actor.now).filter(school=class_group.school_id)
    counts = dict(members.order_by().values_list("class_group").annotate(n=Count("*")))
    others = ClassGroup.objects.filter(
        school=class_group.school_id, year=class_group.year_id, closed_at=None, pk__in=counts
    ).exclude(pk=class_group.pk)
    return tuple(
        Host(
            group,
            counts[group.pk],
            len({r.child_id for r in rows if r.host_id == group.pk and r.class_group_id != class_group.pk}),
        )
        for group in others.order_by("key", "pk")
        if group.pk not in away
    )


def proposed(class_group: ClassGroup, children: Iterable[int], hosts: Sequence[Host]) -> dict[int, int]:
    """Return an even spread, by the child's id: each one goes where there are fewest, of equals to the nearest level.
    Nursery school and elementary school are kept apart where both have a class."""
    near = [host for host in hosts if _is_nursery(host.class_group) == _is_nursery(class_group)] or list(
        hosts
    )
    totals = {host.class_group.pk: host.total for host in near}
    gaps = {host.class_group.pk: _gap(class_group, host.class_group) for host in near}
    found: dict[int, int] = {}
    for child in children if near else ():
        host = min(totals, key=lambda pk: (totals[pk], gaps[pk], pk))
        found[child] = host
        totals[host] += 1
    return found


def _is_nursery(group: ClassGroup) -> bool:
    return bool(group.levels) and NURSERY_LEVELS.issuperset(group.levels)


def _gap(one: ClassGroup, other: ClassGroup) -> int:
    """Years between their nearest levels; of a class whose level nobody said, more than any."""
    gaps = [abs(_AGES[Level(a)] - _AGES[Level(b)]) for a in one.levels for b in other.levels]
    return min(gaps, default=len(_AGES))


# --- who is hosted ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HostOfDay:
    """A host and those who come to it on a day: each with the half-days, in the order of their names."""

    host: ClassGroup
    guests: tuple[tuple[Person, tuple[HalfOf, ...]], ...]


def hosts_of(actor: Actor, class_group: ClassGroup, halves: Sequence[HalfOf]) -> list[HostOfDay]:
    """Return who hosts a class that is spread, host by host (one statement)."""
    rows = (
        _of_halves(actor, class_group, halves)
        .filter(hostings_visible_to(actor), class_group=class_group)
        .select_related("host", "child")
        .order_by("host__key", "host", "child__sort_key", "child", "half")
    )
    found = []
    for host, of_host in groupby(rows, key=lambda row: row.host):
        guests = tuple(
            (child, tuple(HalfOf(row.day, row.half) for row in of_child))  # type: ignore[arg-type]
            for child, of_child in groupby(of_host, key=lambda row: row.child)
        )
        found.append(HostOfDay(host, guests))
    return found


def placed_counts(actor: Actor, one: HalfOf) -> tuple[dict[int, int], dict[int, int]]:
    """Return, of the classes that the actor reads, how many children of each are placed elsewhere on a half-day, and
    how many each hosts (one statement)."""
    rows = standing(actor.now).filter(hostings_visible_to(actor), day=one.day, half=one.half)
    pairs = list(rows.values_list("class_group", "host"))
    return Counter(away for away, _host in pairs), Counter(host for _away, host in pairs)
