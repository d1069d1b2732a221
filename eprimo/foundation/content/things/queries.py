"""Reading the things of a kind: a page of the list, one that is opened, what a home shows of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    ExpressionWrapper,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, JSONObject

from eprimo.foundation.content.capabilities import Days, Details, Files, detail_name, kinds
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import Kind, kind_of
from eprimo.foundation.content.models import Resource, Share, Target, Version
from eprimo.foundation.content.policies import owned_by, seen_each, shares_reaching
from eprimo.foundation.content.things import keyset
from eprimo.foundation.content.things.access import Thing, current, going_on, thing_of, things_for, with_level
from eprimo.foundation.content.things.addressing import targets_of
from eprimo.foundation.content.things.explanation import AudienceLink
from eprimo.foundation.content.things.rights import writes
from eprimo.foundation.directory.models import Territory, territory_words
from eprimo.foundation.directory.school_names import short_names
from eprimo.foundation.files.file_lists import Joined, files_column, read_files
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.pagination import PAGE_SIZE, Page, paginate, read_mark
from eprimo.foundation.kernel.prepared_queries import Condition, values_of
from eprimo.foundation.kernel.statements import Piece
from eprimo.foundation.kernel.text import fold

# The lists of a kind: what is shown now; own drafts; what is to come; what is over or was taken back; the trash.
NOW, DRAFTS, TO_COME, PAST, TRASH = "", "brouillons", "a-venir", "passe", "corbeille"
ON_HOME = 3
_ORDER = ("-updated_at", "-pk")


@dataclass(frozen=True, slots=True)
class Row:
    """A thing of a list; `targets` where its reader manages it."""

    thing: Thing
    targets: Sequence[Target] = ()

    @property
    def resource(self) -> Resource:
        return self.thing.resource


def reads_several(actor: Actor) -> bool:
    """Things of more than one school reach this actor: each says which one it is of."""
    schools = {school for child in actor.children for school in child.school_ids}
    return len(schools | ({actor.school_id} if actor.school_id else set())) > 1


def lists_of(actor: Actor, kind: Kind) -> list[str]:
    """Return the lists that this actor has."""
    return [NOW, DRAFTS, TO_COME, PAST, TRASH] if writes(actor, kind) else [NOW, PAST]


def page(
    actor: Actor, kind: Kind, which: str = NOW, *, words: str = "", after: str = "", before: str = ""
) -> Page[Row]:
    """Return one list, newest first (two statements whatever the rows)."""
    mark = read_mark(after, before, len(_ORDER))
    seen = _listed(kind.key, which).sql(actor)
    values = values_of(actor) | {"now": actor.now, "words": fold(words)}
    if mark.way:
        values |= {"at": datetime.fromisoformat(mark.values[0]), "mark": mark.values[1]}
    keys = _keys(kind.key, seen, mark.way, titled=bool(words)).column(BigIntegerField(), **values)
    rows = with_level(actor, Resource.objects.filter(pk__in=keys)).select_related(
        "owner", "school", "territory"
    )
    if kind.get(Details) is not None:
        rows = rows.select_related(detail_name(kind))
    found = paginate(rows, _ORDER, after=after, before=before)
    things = [thing_of(actor, kind, one) for one in found.items]
    targets = targets_of(one.resource.pk for one in things) if writes(actor, kind) and things else {}
    return Page(
        [Row(one, targets.get(one.resource.pk, ()) if one.managed else ()) for one in things],
        found.after,
        found.before,
    )


@cache
def _keys(key: str, seen: str, way: str, *, titled: bool) -> Piece:
    """Those of a page: own things, and what each audience of the actor was given, in the order of the list."""
    where = f"{seen} AND strpos(r.title_key, %(words)s::text) > 0" if titled else seen
    beside = keyset.details(keyset.names_of([kind_of(key)]), seen)
    most = PAGE_SIZE + 1
    own = keyset.own([key], keyset.CHANGED, where, most, way, beside=beside)
    shared = keyset.shared([key], keyset.CHANGED, where, most, way, audiences=keyset.ALL, beside=beside)
    return Piece(f"{own} UNION {shared}")


@cache
def _listed(key: str, which: str) -> Condition:
    kind = kind_of(key)
    return Condition(
        lambda actor: Resource.objects.filter(seen_each(actor, kind), _of(actor, kind, which)),
        keyset.names_of([kind]),
    )


def _of(actor: Actor, kind: Kind, which: str) -> Q:
    if which == DRAFTS:
        return owned_by(actor, kind) & Q(state=ResourceState.DRAFT)
    if which == TO_COME:
        return Q(state=ResourceState.PUBLISHED, visible_from__gt=actor.now)
    if which == TRASH:
        return Q(state=ResourceState.TRASHED)
    if which == PAST:
        over = Q(state=ResourceState.PUBLISHED, ends_at__lte=actor.now)
        return over | Q(state__in=[ResourceState.WITHDRAWN, ResourceState.ARCHIVED])
    return going_on(actor)


def found_for(actor: Actor, kind: Kind, public_id: UUID) -> Thing:
    """Return one thing as the actor has it; NotVisible (one statement)."""
    return _found(actor, kind, things_for(actor, kind).filter(public_id=public_id))


def dated_for(actor: Actor, public_id: UUID) -> Thing:
    """One thing of whatever kind has days and pages of the kernel, as the actor has it; NotVisible (two statements)."""
    dated = [kind for kind in kinds() if kind.get(Days) is not None]
    rows = Resource.objects.filter(public_id=public_id, service__in=[kind.key for kind in dated])
    service = rows.values_list("service", flat=True).first()
    if service is None:
        raise NotVisible
    return found_for(actor, kind_of(service), public_id)


def _found(actor: Actor, kind: Kind, rows: QuerySet[Resource]) -> Thing:
    rows = rows.select_related("owner", "school", "territory")
    if kind.get(Details) is not None:
        rows = rows.select_related(detail_name(kind))
    row = rows.first()
    if row is None:
        raise NotVisible
    return thing_of(actor, kind, row)


@dataclass(frozen=True, slots=True)
class Opened:
    thing: Thing
    versions: Sequence[Version]
    targets: Sequence[Target]
    through: Sequence[AudienceLink]
    files: Sequence[Joined]

    @property
    def body(self) -> Any:
        """The text in force; a draft's own text."""
        return self.versions[0].body if self.versions else self.thing.resource.draft


def open_thing(actor: Actor, kind: Kind, public_id: UUID) -> Opened:
    """Return a thing with its versions (newest first), whom it is for and through what (three statements in all)."""
    reaching = Share.objects.filter(shares_reaching(actor), resource=OuterRef("pk")).order_by("pk")
    through = ArraySubquery(
        reaching.values(
            one=JSONObject(
                audience="audience",
                kind="audience__kind",
                target="audience__target",
                profile="audience__profile",
                level="level",
            )
        )
    )
    rows = things_for(actor, kind).filter(public_id=public_id).annotate(through=through)
    if kind.get(Files) is not None:
        rows = rows.annotate(joined=files_column())
    thing = _found(actor, kind, rows)
    pk = thing.resource.pk
    versions = Version.objects.filter(resource=pk).order_by("-number")
    rules = [AudienceLink(**one) for one in thing.resource.through or ()]  # type: ignore[attr-defined]  # annotated above
    files = read_files(getattr(thing.resource, "joined", None))
    return Opened(thing, list(versions), targets_of([pk]).get(pk, []), rules, files)


def version_of(thing: Thing, number: int) -> tuple[Version, Version | None]:
    """Return a version of the thing, and the one before it (one statement); NotVisible."""
    rows = Version.objects.filter(resource=thing.resource, number__in=[number, number - 1])
    found = {one.number: one for one in rows}
    if number not in found:
        raise NotVisible
    return found[number], found.get(number - 1)


# An empty list also where nobody can be reached, of whom the ORM asks nothing.
_LIST = ArrayField(JSONField())


def newest(actor: Actor, kind: Kind, first: str = "") -> Any:
    """Return what a home shows of the kind, the newest, as one column of the statement that it makes anyway. Of those
    whose column `first` is true, the newest stands before all."""
    rows = Resource.objects.filter(current(actor, kind))
    leads: Any = Value(value=False, output_field=BooleanField())
    if first:
        marked = rows.filter(**{f"{detail_name(kind)}__{first}": True}).order_by("-visible_from", "-pk")
        leads = ExpressionWrapper(Q(pk__in=marked.values("pk")[:1]), output_field=BooleanField())
    shown = rows.annotate(first=leads).order_by("-first", "-visible_from", "-pk")[:ON_HOME]
    territory = Territory.objects.filter(pk=OuterRef("territory"))
    one = JSONObject(
        id="public_id", title="title", at="visible_from", first="first", school="school__name",
        territory=Subquery(territory.values("name")), sort=Subquery(territory.values(sort=Territory.SORT)),
    )  # fmt: skip
    found = ArraySubquery(shown.annotate(one=one).values("one"))
    return Coalesce(found, Cast(Value([]), _LIST), output_field=_LIST)


@dataclass(frozen=True, slots=True)
class ThingLine:
    """A thing as a home shows it."""

    public_id: str
    title: str
    at: datetime
    first: bool
    # The name of the territory it is of; what the school is called, where the reader has things of several; else empty.
    place: str


def read_lines(actor: Actor, found: Sequence[dict[str, Any]] | None) -> list[ThingLine]:
    """Read what `newest` gave."""
    several = reads_several(actor)
    called = short_names(one["school"] for one in found or () if one["school"]) if several else {}
    return [
        ThingLine(
            one["id"],
            one["title"],
            datetime.fromisoformat(one["at"]),
            one["first"],
            _place(one, called),
        )
        for one in found or ()
    ]


def _place(one: dict[str, Any], called: Mapping[str, str]) -> str:
    if one["territory"]:
        return territory_words(one["territory"], one["sort"])
    return called.get(one["school"], "")
