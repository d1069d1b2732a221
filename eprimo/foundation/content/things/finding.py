"""Looking for things by their words, of every kind at once, among those that the actor sees.

It begins with what reaches the actor, some hundreds of things, and looks into their words then: no index of words could
come first, since the second wall stands before it, and none grows with the academy.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache, reduce
from operator import and_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from eprimo.foundation.content.arrays import AnyOf
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import Kind, declared
from eprimo.foundation.content.models import Resource, Version
from eprimo.foundation.content.policies import (
    among_all,
    as_family,
    at_work,
    rows_as_family,
    rows_at_work,
)
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.composed import Composed
from eprimo.foundation.kernel.statements import Columns, joined, split
from eprimo.foundation.kernel.text import fold

FEWEST_LETTERS, MOST_LETTERS, MOST_WORDS = 2, 100, 10
MOST = 20
_WORD = re.compile(r"\w+")
_RESOURCE = Columns(
    Resource,
    "r",
    "id",
    "public_id",
    "service",
    "title",
    "state",
    "published_at",
    "updated_at",
    "school",
    "territory",
)
_SCHOOL = Columns(School, "s", "id", "name")
_OUT = (ResourceState.PUBLISHED, ResourceState.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Found:
    """A thing whose words were looked for, and its kind."""

    kind: Kind
    resource: Resource
    # Of one of its rows: what it says.
    row: str = ""

    @property
    def words(self) -> str:
        """What is shown of it."""
        return self.row or self.resource.title

    @property
    def is_draft(self) -> bool:
        return self.resource.state == ResourceState.DRAFT

    @property
    def page(self) -> str:
        """The name of its address: a draft is found where one writes."""
        return f"{self.kind.key}:edit" if self.is_draft else self.kind.thing_page


def words_in(text: str) -> list[str]:
    """The words of what was typed, without accents or signs; none when it has less than two letters in all."""
    words = _WORD.findall(fold(text[:MOST_LETTERS]))[:MOST_WORDS]
    return words if sum(map(len, words)) >= FEWEST_LETTERS else []


def things_found(actor: Actor, text: str) -> list[Found]:
    """The newest things that hold every word of `text`, or one that begins with it, or one of its family (one
    statement; none for too few letters). What was taken back is not found, nor the drafts of others."""
    words = words_in(text)
    if not words or not any(kind.search for kind in declared().values()):
        return []
    given = {name: form for n, word in enumerate(words) for name, form in _forms(n, word).items()}
    return [_read(row) for row in _FOUND.rows(actor, **given)]


def rows_found(actor: Actor, text: str) -> list[Found]:
    """The same of the small rows of things, which each have words of their own (one statement). A head to whom a kind
    is shown before its teachers reads there, and finds nothing here."""
    words = words_in(text)
    if not words or actor.heads or not any(kind.rows for kind in declared().values()):
        return []
    given = {name: form for n, word in enumerate(words) for name, form in _forms(n, word).items()}
    return [
        replace(_read(row[:-1]), row=row[-1])
        for composed in _rows_composed()
        for row in composed.rows(actor, **given)
    ]


def _forms(n: int, word: str) -> dict[str, str]:
    """A word as it is looked for: as it stands, as it begins, and another form of it."""
    return {f"word{n}": word, f"begins{n}": f"{word}:*A", f"form{n}": f"{word}:B"}


def _found(actor: Actor, **given: str) -> QuerySet[Resource, Any]:
    """Composed once for each role and number of words."""
    numbers = range(len(given) // len(_forms(0, "")))
    in_force = Version.objects.filter(resource=OuterRef("pk"), number=OuterRef("version"))
    said = Q(Exists(in_force.filter(words=reduce(and_, (_query(given, n) for n in numbers)))), state__in=_OUT)
    # Nothing of a draft is in force: it is found by its title.
    drafted = Q(state=ResourceState.DRAFT, owner_id=actor.person_id)
    for n in numbers:
        drafted &= Q(GreaterThan(StrIndex("title_key", Value(given[f"word{n}"])), 0))
    kinds = [kind for kind in declared().values() if kind.search]
    rows = Resource.objects.filter(among_all(actor), said | drafted, _seen(actor, kinds))
    found = rows.order_by(F("updated_at").desc(), "-pk")[:MOST]
    return found.values_list(*_RESOURCE.names(), *_SCHOOL.names("school__"))


def _read(row: tuple[Any, ...]) -> Found:
    (resource, school), _ = split(row, _RESOURCE, _SCHOOL)
    return Found(declared()[resource.service], joined(resource, school=school))


def _seen(actor: Actor, kinds: Collection[Kind]) -> Q:
    seen = Q(pk__in=[])
    for kind in kinds:
        seen |= Q(service=kind.key) & (at_work(actor, kind) | as_family(actor, kind))
    return seen


def _query(given: Mapping[str, str], n: int) -> SearchQueryCombinable:
    """One of the words: as it begins, or another form of it."""
    begins = SearchQuery(given[f"begins{n}"], config="simple", search_type="raw")
    return begins | SearchQuery(given[f"form{n}"], config="french", search_type="raw")


def _rows_of(kind: Kind) -> Composed:
    rows: Any = kind.rows

    def found(actor: Actor, **given: str) -> QuerySet[Any, Any]:
        said = reduce(and_, (_query(given, n) for n in range(len(given) // len(_forms(0, "")))))
        seen = rows_at_work(actor, kind) | rows_as_family(actor, kind)
        reached = Resource.objects.filter(among_all(actor), service=kind.key, state__in=_OUT).order_by()
        lines = rows.objects.filter(
            seen, AnyOf("resource", ArraySubquery(reached.values("pk"))), words=said, removed_at=None
        )
        names = (f"resource__{name}" for name in _RESOURCE.names())
        ordered = lines.order_by(F("resource__updated_at").desc(), "-n")[:MOST]
        values: QuerySet[Any, Any] = ordered.values_list(*names, *_SCHOOL.names("resource__school__"), "text")
        return values

    return Composed(found)


_FOUND = Composed(_found)


@cache
def _rows_composed() -> tuple[Composed, ...]:
    """Of each kind that has rows; services are all declared by then."""
    return tuple(_rows_of(kind) for _, kind in sorted(declared().items()) if kind.rows is not None)
