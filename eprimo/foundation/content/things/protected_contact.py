"""An hour or a place in words that a family under a protected contact reads: their author is asked once.

Which family it is stays unsaid. What was answered holds for these very texts, and is kept with the version that says
them: what leaves asks nothing anew.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Resource, Version
from eprimo.foundation.content.whereabouts import told_in
from eprimo.foundation.directory.enums import GuardianKindChoice, Profile, RestrictionLevel
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassMembership,
    GroupMembership,
    GuardianRestriction,
    Guardianship,
    ServiceEnrolment,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError

# Under which a version keeps the marks of its texts of which it was said, beside its own fields.
CONFIRMED = "confirmed"
# The case of a place, which such a family does not read.
PLACE = "place"


@dataclass(frozen=True, slots=True)
class Ask:
    """The question that the author is asked: the words that were found, and a mark of all that is told."""

    found: tuple[str, ...]
    mark: str


class TellsWhereabouts(DomainError):
    """The author did not say yet what these words are. `ask`: what the page asks."""

    code = "whereabouts"
    sentence = "Une famille de ce groupe ne doit pas lire de lieu ni d’heure ici."
    status = 422

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        super().__init__()


def mark_of(words: Iterable[str]) -> str:
    """Return a mark that stays the same as long as the texts that tell something do: what was said of them holds for no
    others."""
    return _digest([text for text in words if told_in(text)])


def _digest(texts: list[str]) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:16]


def found_in(words: Iterable[str]) -> tuple[str, ...]:
    """Return the hours and places of these texts, each once."""
    return tuple(dict.fromkeys(text[one.start : one.end] for text in words for one in told_in(text)))


def words_of(title: str, body: richtext.Node, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return all that is read of a thing of a kind, but the place, which has its case."""
    own = (one for name, one in facts.items() if isinstance(one, str) and name != PLACE)
    return title, richtext.to_markup(body), *own


def ask_of(
    words: tuple[str, ...],
    school_id: int | None,
    targets: Iterable[tuple[To, int]],
    confirmed: str = "",
    known: Collection[str] = (),
) -> Ask | None:
    """Return what the author is asked. None: nothing is told, its author said of these words that it is neither an hour
    nor a place (now, or before: `known`), or nobody is to be protected from them (one statement, asked last)."""
    found = found_in(text for text in words if _digest([text]) not in known)
    if not found or (mark := mark_of(words)) == confirmed or not protected_among(school_id, targets):
        return None
    return Ask(found, mark)


def protected_among(school_id: int | None, targets: Iterable[tuple[To, int]]) -> bool:
    """Is a family under a protected contact among those whom these reach, as of now? Of the families of a whole
    territory, one is."""
    if school_id is None:
        return any(targets)
    now = clock.now()
    standing = GuardianRestriction.objects.filter(
        Q(in_force_until=None) | Q(in_force_until__gt=now), Q(lifted_at=None) | Q(lifted_at__gt=now),
        guardianship=OuterRef("pk"), starts__lte=now,
    )  # fmt: skip
    beyond = standing.filter(level__gt=RestrictionLevel.PROTECTED_CONTACT)
    links = Guardianship.objects.in_force(now).exclude(kind=GuardianKindChoice.CONTACT)
    reading = links.filter(
        Exists(standing.filter(level=RestrictionLevel.PROTECTED_CONTACT)), ~Exists(beyond), child=OuterRef("person")
    )  # fmt: skip
    return pupils_reached(school_id, targets).filter(Exists(reading)).exists()


def pupils_reached(
    school_id: int, targets: Iterable[tuple[To, int]], *, enrolled: int | None = None
) -> QuerySet[Affiliation]:
    """Return the pupils of the school whose families these reach, and all `enrolled` in that service of the commune."""
    ids: dict[To, list[int]] = {}
    for to, target in targets:
        ids.setdefault(to, []).append(target)
    among = Q(pk__in=[])
    if To.SCHOOL in ids:
        among |= Q(school=school_id)
    if To.CLASS in ids:
        members = ClassMembership.objects.in_force().filter(class_group__in=ids[To.CLASS])
        among |= Q(person__in=members.values("person"))
    if To.GROUP in ids:
        grouped = GroupMembership.objects.in_force().filter(group__in=ids[To.GROUP])
        among |= Q(person__in=grouped.values("person"))
    if named := [*ids.get(To.CHILD, ()), *ids.get(To.FAMILY, ())]:
        among |= Q(person__in=named)
    if enrolled is not None:
        among |= Q(person__in=ServiceEnrolment.objects.in_force().filter(service=enrolled).values("child"))
    return Affiliation.objects.in_force().filter(among, school=school_id, profile=Profile.PUPIL)


def require_confirmed(
    resource: Resource,
    words: tuple[str, ...],
    targets: Iterable[tuple[To, int]],
    confirmed: str,
    last: Version | None = None,
) -> list[str]:
    """Return the marks of the texts of which it was said, now or of the version before; the next one keeps them. Raises
    TellsWhereabouts when nothing was said, and somebody must not read an hour or a place there."""
    known = last.facts.get(CONFIRMED, []) if last is not None else []
    if ask := ask_of(words, resource.school_id, targets, confirmed, known):
        raise TellsWhereabouts(ask)
    told = [_digest([text]) for text in words if told_in(text)]
    return told if told and confirmed == mark_of(words) else [one for one in told if one in known]


def asked_of(resource: Resource, body: richtext.Node, facts: Mapping[str, Any]) -> Ask | None:
    """Return what the author of a draft is asked before publishing it to those it is addressed to."""
    targets = [(To(one.kind), one.target) for one in resource.targets.all() if one.families]
    return ask_of(words_of(resource.title, body, facts), resource.school_id, targets)
