"""Looking for things by their words, of every kind at once, among those that the actor sees.

It begins with what reaches the actor, some hundreds of things, and looks into their words then: no index of words could
come first, since the second wall stands before it, and none grows with the academy.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.contrib.postgres.search import SearchQuery, SearchQueryCombinable
from django.db.models import Exists, F, OuterRef, Q

from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import Kind, declared
from eprimo.foundation.content.models import Resource, Version
from eprimo.foundation.content.policies import among_all, as_family, at_work
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.text import fold

FEWEST_LETTERS, MOST_LETTERS, MOST_WORDS = 2, 100, 10
MOST = 20
_WORD = re.compile(r"\w+")
_OUT = (ResourceState.PUBLISHED, ResourceState.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Found:
    """A thing whose words were looked for, and its kind."""

    kind: Kind
    resource: Resource

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
    kinds = [kind for kind in declared().values() if kind.search]
    if not words or not kinds:
        return []
    in_force = Version.objects.filter(resource=OuterRef("pk"), number=OuterRef("version"))
    said = Q(Exists(in_force.filter(words=_query(words))), state__in=_OUT)
    # Nothing of a draft is in force: it is found by its title.
    drafted = Q(state=ResourceState.DRAFT, owner_id=actor.person_id)
    for word in words:
        drafted &= Q(title_key__contains=word)
    seen = _seen(actor, kinds)
    rows = Resource.objects.filter(among_all(actor), said | drafted, seen)
    rows = rows.select_related("school").only(
        "public_id", "service", "title", "state", "published_at", "updated_at", "school__name", "territory"
    )
    found = rows.order_by(F("updated_at").desc(), "-pk")[:MOST]
    return [Found(declared()[one.service], one) for one in found]


def _seen(actor: Actor, kinds: Collection[Kind]) -> Q:
    seen = Q(pk__in=[])
    for kind in kinds:
        seen |= Q(service=kind.key) & (at_work(actor, kind) | as_family(actor, kind))
    return seen


def _query(words: Collection[str]) -> SearchQueryCombinable:
    """Every word: as it begins, or another form of it."""
    forms = (
        SearchQuery(f"{word}:*A", config="simple", search_type="raw")
        | SearchQuery(f"{word}:B", config="french", search_type="raw")
        for word in words
    )
    return reduce(and_, forms)
