"""The dates of a home, in words: what is to come, and the week of a pupil. No database here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from eprimo.foundation.content.capabilities import has_own_section
from eprimo.foundation.content.things.upcoming import UpcomingDate, upcoming_for
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.date_lines import (
    NOTHING,
    DateLine,
    group_alike,
    line_of,
    line_of_all,
    title_of,
)
from eprimo.foundation.notifications.queries import OwnChild
from eprimo.foundation.notifications.sections import DayStep, ForChild, HomeQuery
from eprimo.foundation.occasions.enums import Sort

# A family is told days weeks before, who works and a pupil those of two weeks; the nearest are in view, the others
# folded.
FAMILY_DAYS, FAMILY_LATER, WORK_DAYS, WORK_NEAR, PUPIL_DAYS = 3, 8, 12, 3, 5
_SOON = timedelta(days=14)
# A bag is packed for a day of the week to come.
_WEEK = timedelta(days=7)
SCHOOL_DAYS = 5
# Shown on one tile; the first stands for the bag itself.
_MOST_PICTURES = 2


@dataclass(frozen=True, slots=True)
class RibbonDay:
    """A day of the school week: the picture of what it brings (empty: an ordinary day)."""

    day: date
    picture: str
    title: str
    past: bool
    today: bool
    cancelled: bool


def for_family(actor: Actor, value: Any, asked: HomeQuery) -> dict[str, Any]:
    """What comes for own children (for the one that is asked for), without what a card above or the bag tells."""
    child = next((one.id for one in asked.children if one.public_id == asked.child), None)
    rows = upcoming_for(actor, value, child)
    bag = bag_of(rows, asked.children, asked.unread)
    in_bag = {(task.thing, task.n, task.child.id) for task in bag.tasks} if bag is not None else set()
    coming = [one for one in (_beside(one, asked, in_bag) for one in rows) if one.children]
    # The day of the bag is one of the nearest.
    most = FAMILY_DAYS - bool(in_bag)
    told = group_alike(coming)
    near, later = told[:most], told[most:][:FAMILY_LATER]
    return {
        "days": [line_of_all(group, asked.children, asked.unread) for group in near],
        "later": [line_of_all(group, asked.children) for group in later],
        "bag": bag,
        "told": [
            key
            for key in (
                *(key for group in near for one in group for key in _keys(one)),
                *((thing, child) for thing, _n, child in in_bag),
            )
            if key in asked.unread
        ],
    }


def _keys(one: UpcomingDate) -> list[ForChild]:
    return [(one.thing, child.person_id) for child in one.children]


def _beside(one: UpcomingDate, asked: HomeQuery, in_bag: Collection[tuple[str, int, int]]) -> UpcomingDate:
    """For the children of whom neither a card nor the bag tells the day."""
    children = tuple(
        child
        for child in one.children
        if (one.thing, child.person_id) not in asked.told
        and (one.thing, one.n, child.person_id) not in in_bag
    )
    return replace(one, children=children)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that goes into the bag of one child. `packed`: it is in. `line` tells its day: its page, hours, place,
    and whether it was read."""

    thing: str
    n: int
    child: OwnChild
    title: str
    things: tuple[str, ...]
    picture: str
    packed: bool
    line: DateLine

    @property
    def key(self) -> str:
        """What a tick that waits on a device is about."""
        return f"sac:{self.thing}:{self.n}:{self.child.public_id}"


@dataclass(frozen=True, slots=True)
class Bag:
    """What the next day that asks for something wants: what is left, and what is in."""

    on: date
    today: bool
    # How often one sleeps before.
    nights: int
    tasks: tuple[Task, ...]

    @property
    def left(self) -> list[Task]:
        return [task for task in self.tasks if not task.packed]

    @property
    def packed(self) -> list[Task]:
        return [task for task in self.tasks if task.packed]

    @property
    def pictures(self) -> list[str]:
        """Of the tile of the little ones: the bag, and some of what goes in."""
        return ["backpack", *dict.fromkeys(filter(None, (task.picture for task in self.tasks)))][
            : _MOST_PICTURES + 1
        ]


def bag_of(
    rows: Iterable[UpcomingDate], children: Sequence[OwnChild], unread: Mapping[ForChild, str] = NOTHING
) -> Bag | None:
    """Of the first day, in the week to come, for which something is to be brought that takes place; today until noon,
    when school begins for nobody any more. None: nothing is asked for. To a pupil each date is an own one."""
    asked = [one for one in rows if one.bring and not one.cancelled and _packs_still(one)]
    if not asked:
        return None
    day = min(one.on for one in asked)
    tasks = [
        Task(
            one.thing, one.n, child, one.title, one.bring, one.picture,
            packed=child.id in one.packed, line=line_of(one, [child], unread),
        )
        for one in asked
        if one.on == day
        for child in children
        if not one.children or child.id in {link.person_id for link in one.children}
    ]  # fmt: skip
    if not tasks:
        return None
    nights = min((day - one.today).days for one in asked if one.on == day)
    return Bag(on=day, today=nights == 0, nights=nights, tasks=tuple(tasks))


def _packs_still(one: UpcomingDate) -> bool:
    """In the week to come, and not begun; of today, before noon there."""
    if one.on > one.today:
        return one.on <= one.today + _WEEK
    return one.on == one.today and one.morning


def for_work(actor: Actor, value: Any, _asked: HomeQuery) -> dict[str, Any] | None:
    """The two weeks to come; who works in no school is told what there is alone."""
    until = actor.today + _SOON
    rows = [one for one in upcoming_for(actor, value) if not has_own_section(one.kind, actor.role)]
    days = [line_of(one) for one in rows if one.on <= until][:WORK_DAYS]
    near = days if len(days) <= WORK_NEAR + 1 else days[:WORK_NEAR]
    return {"days": near, "later": days[len(near) :]} if days or actor.school_id is not None else None


# --- the week of a pupil -----------------------------------------------------------------------------------------


def for_pupil(actor: Actor, value: Any, _asked: HomeQuery) -> dict[str, Any]:
    """Today, what goes into the bag, the days to come; for the little ones their week in pictures."""
    rows, today = upcoming_for(actor, value), actor.today
    coming = [one for one in rows if one.over_at > actor.now and one.on <= today + _SOON]
    held = [one for one in coming if not one.cancelled]
    return {
        "held": [one for one in rows if one.on <= today <= one.until],
        "today": today,
        "now": [line_of(one) for one in held if one.on <= today],
        "bag": bag_of(rows, _own_self(actor)),
        "days": [line_of(one) for one in coming[:PUPIL_DAYS]],
        "ribbon": ribbon_of(today, rows) if actor.skin == "petits" else [],
    }


def _own_self(actor: Actor) -> list[OwnChild]:
    """A pupil, as the child whom a line is about; no name is said where there is one alone."""
    return [OwnChild(actor.person_id, actor.public_id, "", "", "", "", "")] if actor.public_id else []


def day_of(steps: Sequence[DayStep], rows: Iterable[UpcomingDate]) -> list[DayStep]:
    """The hours of the class today, and what today brings in its place among them: what has no hour comes first. Empty
    where no hours are noted, or the class has none today."""
    if not steps:
        return []
    brought = [_step(one) for one in rows]
    return sorted([*brought, *steps], key=lambda one: (one.starts_at or time.min, one.ends_at or time.min))


def _step(one: UpcomingDate) -> DayStep:
    return DayStep(
        one.starts_at, one.ends_at, title_of(one), one.picture or "balloon", cancelled=one.cancelled
    )


def ribbon_of(today: date, rows: Iterable[UpcomingDate]) -> list[RibbonDay]:
    """The school week, with what its days bring; empty when they bring nothing."""
    monday = today - timedelta(days=today.weekday())
    week = [monday + timedelta(days=number) for number in range(SCHOOL_DAYS)]
    held = _by_day(week, rows)
    if not held:
        return []
    return [
        RibbonDay(
            day=day,
            picture=held[day].picture if day in held else "",
            title=title_of(held[day]) if day in held else _("Un jour d’école"),
            past=day < today,
            today=day == today,
            cancelled=day in held and held[day].cancelled,
        )
        for day in week
    ]


def _by_day(week: Iterable[date], rows: Iterable[UpcomingDate]) -> Mapping[date, UpcomingDate]:
    """What stands for each day: what it holds, crossed out where it falls away; else that the school is shut."""
    found: dict[date, UpcomingDate] = {}
    dated = sorted(rows, key=lambda one: one.sort == Sort.CLOSURE)
    for day in week:
        for one in dated:
            if one.on <= day <= one.until:
                found.setdefault(day, one)
    return found
