"""Looking for things by their words, of every kind at once, among those that the actor sees.

It walks through what reaches the actor, newest first, and looks into the words of each until enough are found: no index
of words could come first, since the second wall stands before it. A word that few things hold is looked for in all of
them; none of it grows with the academy.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable
from django.db.models import F, Q, QuerySet

from eprimo.foundation.content.arrays import AnyOf
from eprimo.foundation.content.capabilities import Rows, is_searched, thing_page
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import Kind, declared
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.policies import (
    among,
    rows_as_family,
    rows_at_work,
    seen_each,
)
from eprimo.foundation.content.things import keyset
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.prepared_queries import NOTHING, Composed, Condition, values_of
from eprimo.foundation.kernel.statements import Columns, Statement, joined, split
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
class SearchResult:
    """A thing whose words were looked for, and its kind."""

    kind: Kind
    resource: Resource
    # Of one of its rows: what it says.
    row: str = ""

    @property
    def words(self) -> str:
        """Return the words that are shown of what was found."""
        return self.row or self.resource.title

    @property
    def is_draft(self) -> bool:
        return self.resource.state == ResourceState.DRAFT

    @property
    def page(self) -> str:
        """The name of its address: a draft is found where one writes."""
        return f"{self.kind.key}:edit" if self.is_draft else thing_page(self.kind)


def words_in(text: str) -> list[str]:
    """The words of what was typed, without accents or signs; none when it has less than two letters in all."""
    words = _WORD.findall(fold(text[:MOST_LETTERS]))[:MOST_WORDS]
    return words if sum(map(len, words)) >= FEWEST_LETTERS else []


def things_found(actor: Actor, text: str) -> list[SearchResult]:
    """Return the newest things that hold every word of `text`, or one that begins with it, or one of its family (one
    statement; none for too few letters). What was taken back is not found, nor the drafts of others."""
    words = words_in(text)
    if not words or not any(is_searched(kind) for kind in declared().values()):
        return []
    given = {name: form for n, word in enumerate(words) for name, form in _forms(n, word).items()}
    seen = _seen().sql(actor)
    if seen == NOTHING:
        return []
    found = _found(seen, len(words)).rows(**values_of(actor), now=actor.now, **given)
    return [_read(row) for row in found]


def rows_found(actor: Actor, text: str) -> list[SearchResult]:
    """Look for words in the small rows of things, which each have words of their own (one statement). A head to whom a
    kind is shown before its teachers reads there, and finds nothing here."""
    words = words_in(text)
    if not words or actor.heads or not any(kind.get(Rows) for kind in declared().values()):
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


_FOUND = f"""
SELECT {_RESOURCE.sql}, {_SCHOOL.sql} FROM ({{own}} UNION {{shared}}) walked {keyset.RESOURCE.format("walked.id")}
LEFT JOIN directory_school s ON s.id = r.school_id ORDER BY r.updated_at DESC, r.id DESC LIMIT {MOST}
"""  # noqa: S608 - pieces of ours; values go as parameters
# Words of the version in force. As one value: of « there is one » the planner may read those of the whole academy.
_SAID = f"""r.state IN ({", ".join(f"'{state}'" for state in _OUT)}) AND (SELECT v.words @@ (SELECT {{0}})
  FROM content_version v WHERE v.resource_id = r.id AND v.number = r.version)"""  # noqa: S608 - ours
# One of the words: as it begins, or another form of it.
_WORD_SAID = """(to_tsquery('simple', %(begins{0})s::text) || to_tsquery('french', %(form{0})s::text))"""
# Nothing of a draft is in force: it is found by its title.
_DRAFTED = f"r.state = '{ResourceState.DRAFT}' AND r.owner_id = %(person_id)s AND {{0}}"
_IN_TITLE = "strpos(r.title_key, %(word{0})s::text) > 0"


@cache
def _found(seen: str, count: int) -> Statement:
    """For each role, and each number of words."""
    said = _SAID.format(" && ".join(_WORD_SAID.format(n) for n in range(count)))
    drafted = _DRAFTED.format(" AND ".join(_IN_TITLE.format(n) for n in range(count)))
    kinds = [kind.key for kind in _looked_for()]
    beside = keyset.details(keyset.names_of(_looked_for()), seen)
    own = keyset.own(kinds, keyset.CHANGED, f"({said} OR {drafted}) AND {seen}", MOST, beside=beside)
    shared = keyset.shared(
        kinds, keyset.CHANGED, f"{said} AND {seen}", MOST, audiences=keyset.ALL, beside=beside
    )
    return Statement(_FOUND.format(own=own, shared=shared))


@cache
def _looked_for() -> tuple[Kind, ...]:
    """Services are all declared by then."""
    return tuple(kind for _, kind in sorted(declared().items()) if is_searched(kind))


@cache
def _seen() -> Condition:
    def seen(actor: Actor) -> QuerySet[Resource]:
        each = (Q(service=kind.key) & seen_each(actor, kind) for kind in _looked_for())
        return Resource.objects.filter(reduce(or_, each, Q(pk__in=[])))

    return Condition(seen, keyset.names_of(_looked_for()))


def _read(row: tuple[Any, ...]) -> SearchResult:
    (resource, school), _ = split(row, _RESOURCE, _SCHOOL)
    return SearchResult(declared()[resource.service], joined(resource, school=school))


def _query(given: Mapping[str, str], n: int) -> SearchQueryCombinable:
    """One of the words: as it begins, or another form of it."""
    begins = SearchQuery(given[f"begins{n}"], config="simple", search_type="raw")
    return begins | SearchQuery(given[f"form{n}"], config="french", search_type="raw")


def _rows_of(kind: Kind, rows: Any) -> Composed:

    def found(actor: Actor, **given: str) -> QuerySet[Any, Any]:
        said = reduce(and_, (_query(given, n) for n in range(len(given) // len(_forms(0, "")))))
        seen = rows_at_work(actor, kind) | rows_as_family(actor, kind)
        reached = Resource.objects.filter(among(actor, kind), state__in=_OUT).order_by()
        lines = rows.objects.filter(
            seen, AnyOf("resource", ArraySubquery(reached.values("pk"))), words=said, removed_at=None
        )
        names = (f"resource__{name}" for name in _RESOURCE.names())
        ordered = lines.order_by(F("resource__updated_at").desc(), "-n")[:MOST]
        values: QuerySet[Any, Any] = ordered.values_list(*names, *_SCHOOL.names("resource__school__"), "text")
        return values

    return Composed(found)


@cache
def _rows_composed() -> tuple[Composed, ...]:
    """Of each kind that has rows; services are all declared by then."""
    found = ((kind, kind.get(Rows)) for _, kind in sorted(declared().items()))
    return tuple(_rows_of(kind, rows.model) for kind, rows in found if rows is not None)
