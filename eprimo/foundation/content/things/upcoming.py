"""What is ahead: the days of all that one sees, whatever kind tells them, as one column of the statement of a home.
Deadlines are not among them: they stand where what is to be done stands.

Who sees a date is who sees its thing (`content.policies`); a closure is seen by everybody of the classes that it shuts.
What takes place while the school, or the class, is shut is struck out (`directory.closures`): for a guardian, of the
children whose class is; for a pupil, of the own class; for who works there, where all of whom it is for are shut.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    DateTimeField,
    Exists,
    F,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, JSONObject

from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content.arrays import AnyOf
from eprimo.foundation.content.capabilities import Days, Rows, detail_model, detail_name
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import Kind, To, declared
from eprimo.foundation.content.models import About, Share, Target
from eprimo.foundation.content.policies import NOBODY, as_family, at_work, shares_reaching
from eprimo.foundation.content.things.addressing import readers_of
from eprimo.foundation.content.things.closure_conditions import said_when_shut
from eprimo.foundation.directory.closures import Closure, closure_from
from eprimo.foundation.directory.models import ClassGroup, Group, Person, SchoolDayOff
from eprimo.foundation.directory.queries.calendar import CLOSURE
from eprimo.foundation.kernel.actor import HEADS, Actor, Child, Role
from eprimo.foundation.occasions.dates import Span, falls_away
from eprimo.foundation.occasions.enums import ClosureDecision, MarkState, Sort
from eprimo.foundation.occasions.models import Mark, Occasion

# A pupil sees the days of the week gone by too: the ribbon begins on Monday.
_WEEK = timedelta(days=7)
_NOON = 12
# Read, of which a home shows a few; and of the days of an agenda, which shows them all.
_MOST, _MOST_OF_DAYS = 60, 300
# Of the days of an agenda: what tells a telephone that a date is another than it was.
_WHICH = {"version": "resource__version", "changed": "resource__updated_at", "edition": "edition"}
# An empty list also where nobody can be reached, of whom the ORM asks nothing.
_LIST = ArrayField(JSONField())


@dataclass(frozen=True, slots=True)
class UpcomingDate:
    """A date as one person has it: of which thing, when and where, for whom. `place` and hours are empty where a child
    is under a protected contact."""

    thing: str
    n: int
    service: str
    title: str
    school_id: int | None
    sort: Sort
    on: date
    until: date
    starts_at: time | None
    ends_at: time | None
    place: str
    bring: tuple[str, ...]
    picture: str
    # A value of `What`, or nothing.
    what: str
    over_at: datetime
    # The day it is where it takes place, and whether it is before noon.
    today: date
    morning: bool
    # As a guardian: the own children it is for.
    children: tuple[Child, ...] = ()
    # Of these, and of a pupil the own self: for whom what is to be brought is in the bag.
    packed: frozenset[int] = frozenset()
    # At work: the classes and groups it is for, by name.
    to: tuple[str, ...] = ()
    # Who manages its thing said that it does not take place.
    struck: bool = False
    # What was decided of it, where the school is shut on its days (a value of `Shut`).
    when_shut: str = ""
    # When its school, or classes of it, are shut during its days.
    closures: tuple[Closure, ...] = ()
    # Read for a home.
    next: bool = False
    # It is struck, or the school is shut on all of its days.
    cancelled: bool = False
    # At work: what it is addressed to, as (kind, id), and whether all of that is closed.
    targets: frozenset[tuple[str, int]] = frozenset()
    # Of these, those that have a name, with it.
    named: tuple[tuple[tuple[str, int], str], ...] = ()
    over: bool = False
    # Of an agenda's days: which version of the thing says it, since when, and in which zone its hours are.
    version: int = 0
    edition: int = 0
    changed: datetime | None = None
    zone: str = ""
    # May the reader open the thing? Of a school's own dates some read the day alone.
    opens: bool = True

    @property
    def span(self) -> Span:
        return Span(self.on, self.until, self.starts_at, self.ends_at)

    @property
    def kind(self) -> Kind:
        return declared()[self.service]


def reads_dates(actor: Actor) -> bool:
    """Is there a kind with dates that the role in use has something for? No statement."""
    if actor.role == Role.GUARDIAN:
        return bool(actor.children)
    return not actor.closed and any(actor.role in readers_of(kind) for kind in _dated())


# --- asking ------------------------------------------------------------------------------------------------------


def upcoming_dates(
    actor: Actor, first: date | None = None, last: date | None = None, most: int = _MOST_OF_DAYS
) -> Any:
    """The days to come of the role in use, the nearest first, as one column of a statement; `ahead_for` reads it.
    `first` and `last`: those of these days instead, past ones too, `most` at most."""
    if first is None:
        within = Q(over_at__gt=actor.now - _WEEK if actor.role == Role.PUPIL else actor.now)
    else:
        # The end of a day of any zone is after midnight of that day in Greenwich: the index narrows by it.
        within = Q(over_at__gt=Cast(Value(first), DateTimeField()), until__gte=first, on__lte=last)
    seen = dates_seen(actor)
    told = _closures_told(actor)
    if first is not None and actor.role == Role.COMMUNE_AGENT:
        told |= _of_whole_school(actor)
    rows = Occasion.objects.filter(
        seen | told, AnyOf("pk", ArraySubquery(_near(actor, within))), within,
        resource__state=ResourceState.PUBLISHED, sort__in=[Sort.EVENT, Sort.CLOSURE],
    )  # fmt: skip
    whom = _whom(actor)
    one = JSONObject(
        struck="struck", when_shut=said_when_shut(), closures=_closures(actor),
        **({"next": Value(True)} if first is None else {}),
        thing="resource__public_id", service="resource__service", title="resource__title", school_id="school",
        sort="sort", on="on", until="until", starts_at="starts_at", ends_at="ends_at", place="place",
        bring="bring", picture="picture", over_at="over_at", zone="school__time_zone",
        n="n", what=_what(), **({} if _reads_all(actor) else {"opens": Case(When(seen, then=True), default=False)}),
        **({} if whom is None else {"whom": whom}), **_packed(actor),
        **({} if first is None else _WHICH),
    )  # fmt: skip
    ordered = rows.order_by("on", F("starts_at").asc(nulls_first=True), "pk")[
        : _MOST if first is None else most
    ]
    found = ArraySubquery(ordered.annotate(one=one).values("one"))
    return Coalesce(found, Cast(Value([]), _LIST), output_field=_LIST)


def _what() -> Any:
    """What a thing says that it is about, whatever its kind: one of a list, which each reads in the own language."""
    said = [
        F(f"resource__{detail_name(kind)}__what")
        for kind in _dated()
        if (model := detail_model(kind)) is not None and issubclass(model, About)
    ]
    return Coalesce(*said, Value(""))


def _closures(actor: Actor) -> Any:
    """When the school of a date, or a class of it, has no class on a day of it, whoever noted or told it."""
    rows = SchoolDayOff.objects.in_force(actor.now).filter(
        school=OuterRef("school"), first__lte=OuterRef("until"), last__gte=OuterRef("on")
    )
    return ArraySubquery(rows.order_by("first", "pk").values(one=CLOSURE))


def _dated() -> list[Kind]:
    """Those whose days are told here. Work that is to be done for a day stands in lists of its own."""
    return [
        kind
        for _, kind in sorted(declared().items())
        if kind.get(Days) is not None and kind.get(Rows) is None
    ]


def _near(actor: Actor, within: Q) -> QuerySet[Occasion, Any]:
    """All dates that may be the actor's, by keys: those of own schools, and what territories share. Of alternatives,
    the planner would try every date of the academy."""
    coming = Occasion.objects.filter(within).exclude(sort=Sort.WORK).order_by().values("pk")
    shared = Share.objects.filter(shares_reaching(actor), school=None).order_by().values("resource")
    here = coming.filter(school_id__in=actor.school_ids)
    return here.union(coming.filter(school=None, resource__in=shared), all=True)


def dates_seen(actor: Actor) -> Q:
    """Return a filter: the dates of things that the role in use sees."""
    seen = NOBODY
    for kind in _dated():
        its = Q(resource__service=kind.key)
        if actor.role == Role.GUARDIAN:
            seen |= its & as_family(actor, kind, of="resource__")
        else:
            beside = f"resource__{detail_name(kind)}__"
            seen |= its & at_work(actor, kind, of="resource__", beside=beside)
    return seen


def _of_whole_school(actor: Actor) -> Q:
    """« Commune agent: … school dates »: what all families of the school read. It may not open things of others."""
    families = Share.objects.filter(
        resource=OuterRef("resource"), audience__kind=AudienceKind.SCHOOL, audience__target=actor.school_id or 0,
        audience__profile=AudienceProfile.GUARDIAN, visible_from__lte=actor.now,
    )  # fmt: skip
    return Q(Exists(families), school=actor.school_id or 0)


def _reads_all(actor: Actor) -> bool:
    """All notes that tell closures are for guardians, and who directs the school reads every note of it; above schools
    nobody is told of one."""
    return actor.role == Role.GUARDIAN or actor.role in HEADS or actor.school_id is None


def _closures_told(actor: Actor) -> Q:
    """Closures of the school in use or of an own class, of which everybody there knows; of a note that the reader does
    not have they open nothing."""
    if _reads_all(actor):
        return NOBODY
    told = SchoolDayOff.objects.closures(actor.now).filter(
        Q(class_group=None) | Q(class_group__in=actor.class_ids), told_by=OuterRef("resource__public_id"),
        school=OuterRef("school"),
    )  # fmt: skip
    return Q(Exists(told), sort=Sort.CLOSURE, school=actor.school_id or 0)


def _packed(actor: Actor) -> dict[str, Any]:
    """For which of the reader's children, or that a pupil did it, what is to be brought is in the bag."""
    if actor.role not in {Role.GUARDIAN, Role.PUPIL}:
        return {}
    marks = Mark.objects.filter(occasion=OuterRef("pk"), state=MarkState.PACKED)
    own = Q(child=actor.person_id) if actor.role == Role.PUPIL else Q(child_id__in=actor.child_ids)
    return {"packed": ArraySubquery(marks.filter(own).order_by("child").values("child"))}


def _whom(actor: Actor) -> Any:
    """What says whom a date is for: a guardian's own audiences; at work what it is addressed to."""
    if actor.role == Role.PUPIL:
        return None
    if actor.role == Role.GUARDIAN:
        reached = Share.objects.filter(
            resource=OuterRef("resource"),
            audience_id__in=actor.family_audience_ids,
            visible_from__lte=actor.now,
        )
        return ArraySubquery(reached.order_by("audience").values("audience"))
    named = {
        To.CLASS: ClassGroup.objects.filter(pk=OuterRef("target")).values(
            one=JSONObject(label="label", closed="closed_at")
        ),
        To.GROUP: Group.objects.filter(pk=OuterRef("target")).values(
            one=JSONObject(label="label", closed="closed_at")
        ),
        To.CHILD: Person.objects.filter(pk=OuterRef("target")).values(one=JSONObject(label="first_name")),
    }
    label = Case(
        *(When(kind=to, then=Subquery(rows)) for to, rows in named.items()),
        default=None,
        output_field=JSONField(),
    )
    targets = Target.objects.filter(resource=OuterRef("resource")).exclude(kind=To.PERSON).order_by("pk")
    return ArraySubquery(
        targets.annotate(label=label).values(one=JSONObject(kind="kind", target="target", of="label"))
    )


# --- reading -----------------------------------------------------------------------------------------------------


def upcoming_for(
    actor: Actor, found: Iterable[dict[str, Any]] | None, child: int | None = None
) -> list[UpcomingDate]:
    """Read what `upcoming_dates` gave, the nearest first; for several children, what falls away for some stands apart
    from where it takes place. `child`: of that own child alone."""
    rows = [_read(actor, one) for one in found or ()]
    if actor.role == Role.GUARDIAN:
        return _next_of_each(line for one in rows for line in _for_children(one, child))
    return [replace(one, cancelled=_falls_away_at_work(actor, one)) for one in rows if not one.over]


def _next_of_each(rows: Iterable[UpcomingDate]) -> list[UpcomingDate]:
    """On a home, of a thing that has many dates the next one that takes place, and the next one that does not; an
    agenda tells all."""
    found: dict[tuple[object, ...], UpcomingDate] = {}
    for one in rows:
        children = frozenset(child.person_id for child in one.children)
        found.setdefault((one.thing, children, one.cancelled, None if one.next else one.n), one)
    return list(found.values())


def _for_children(one: UpcomingDate, child: int | None) -> Iterator[UpcomingDate]:
    theirs = [own for own in one.children if child in {None, own.person_id}]
    falls = [own for own in theirs if _falls_away(_hidden(one, [own]), frozenset(own.class_ids))]
    stays = [own for own in theirs if own not in falls]
    for some, cancelled in ((stays, False), (falls, True)):
        if some:
            yield replace(_hidden(one, some), children=tuple(some), cancelled=cancelled)


def _hidden(one: UpcomingDate, children: Iterable[Child]) -> UpcomingDate:
    """Neither hours nor place, where a child is under a protected contact."""
    if any(child.restriction for child in children):
        return replace(one, starts_at=None, ends_at=None, place="")
    return one


def falls_with(actor: Actor, one: UpcomingDate, closures: Iterable[Closure]) -> bool:
    """Would the date, as who works there has it, fall away if these closures were all there are?"""
    return _falls_away_at_work(actor, replace(one, closures=tuple(closures)))


def falls_for_some(one: UpcomingDate, closures: Iterable[Closure]) -> bool:
    """Would the date fall away for the families of some class that it is for, if these closures were all there are?"""
    as_shut = replace(one, closures=tuple(closures))
    classes = (target for kind, target in one.targets if kind == To.CLASS)
    return any(_falls_away(as_shut, frozenset([class_id])) for class_id in classes)


def _falls_away_at_work(actor: Actor, one: UpcomingDate) -> bool:
    """To a pupil, where the own class is shut; at work, where all of the classes that it is for are, or the school."""
    if actor.role == Role.PUPIL:
        return _falls_away(one, actor.class_ids)
    if one.targets and all(kind == To.CLASS for kind, _ in one.targets):
        return all(_falls_away(one, frozenset([class_id])) for _, class_id in one.targets)
    return _falls_away(one, frozenset())


def _falls_away(one: UpcomingDate, classes: frozenset[int]) -> bool:
    """For who is in these classes of its school."""
    if one.struck or one.when_shut == ClosureDecision.STANDS:
        return one.struck
    return one.sort == Sort.EVENT and falls_away(one.span, one.closures, classes, one.today)


def _read(actor: Actor, one: dict[str, Any]) -> UpcomingDate:
    now = actor.now.astimezone(ZoneInfo(one["zone"] or actor.time_zone))
    whom = one.get("whom") or ()
    family = actor.role == Role.GUARDIAN
    reached = frozenset[int](whom if family else ())
    targets = [] if family else whom
    names = [target["of"] or {} for target in targets]
    return UpcomingDate(
        struck=one["struck"], when_shut=one["when_shut"], next=one.get("next", False),
        closures=tuple(closure_from(row) for row in one["closures"]),
        thing=one["thing"], n=one["n"], packed=frozenset(one.get("packed") or ()),
        service=one["service"], title=one["title"], school_id=one["school_id"],
        sort=Sort(one["sort"]),
        on=date.fromisoformat(one["on"]), until=date.fromisoformat(one["until"]),
        starts_at=_time(one["starts_at"]), ends_at=_time(one["ends_at"]), place=one["place"],
        bring=tuple(one["bring"]), picture=one["picture"], what=one["what"],
        over_at=datetime.fromisoformat(one["over_at"]),
        today=now.date(), morning=now.hour < _NOON,
        children=tuple(child for child in actor.children if child.audience_ids & reached),
        to=tuple(name["label"] for name in names if name.get("label") and one.get("opens", True)),
        targets=frozenset((target["kind"], target["target"]) for target in targets),
        named=tuple(
            ((target["kind"], target["target"]), target["of"]["label"])
            for target in targets
            if (target["of"] or {}).get("label")
        ),
        version=one.get("version", 0), edition=one.get("edition", 0),
        zone=one["zone"] or actor.time_zone,
        changed=datetime.fromisoformat(one["changed"]) if "changed" in one else None,
        opens=one.get("opens", True), over=bool(names) and all(name.get("closed") for name in names),
    )  # fmt: skip


def _time(value: str | None) -> time | None:
    return time.fromisoformat(value) if value else None
