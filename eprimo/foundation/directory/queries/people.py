"""People of a school, and people search: inside the scope of the actor, filtered before anything is counted."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassGroup,
    ClassMembership,
    Guardianship,
    Person,
    in_force,
    to_come,
)
from eprimo.foundation.directory.policies.scope import (
    ADULTS_OF_SCHOOL,
    found_by_name,
    may_search,
    people_visible_to,
)
from eprimo.foundation.directory.queries.person_lines import PersonLine, lines_of
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.fields import NameKey, Unweighed
from eprimo.foundation.kernel.pagination import Page, paginate
from eprimo.foundation.kernel.text import fold

SEARCH_LETTERS = 3
SEARCH_ROWS = 20


def people_search(actor: Actor, text: str) -> list[PersonLine]:
    """Return at most 20 people whose name holds every word of `text` (3 letters or more in all, accents apart). Raises
    NotVisible for the roles that have no search.

    Who is shown by first name alone is found by it alone: neither a hit nor the order tells the family name.
    """
    if not may_search(actor):
        raise NotVisible
    words = fold(text).split()
    if sum(map(len, words)) < SEARCH_LETTERS:
        return []
    named, by_first = found_by_name(actor)
    # Above schools the index of names comes first. In a school it would give everybody of the academy who is called so:
    # there the names of those who are seen are looked into, which are some hundreds in whatever academy.
    column = F("sort_key") if actor.above_schools else Concat("sort_key", Value(""), output_field=TextField())
    people = Person.objects.filter(named, erased_at=None).alias(called=column)
    found: list[Person] = list(
        people.filter(_holds("called", words)).order_by("sort_key", "pk")[:SEARCH_ROWS]
    )
    if by_first is not None:
        others = Person.objects.filter(by_first, erased_at=None).annotate(key=NameKey(F("first_name")))
        found += others.filter(_holds("key", words)).order_by("key", "public_id")[: SEARCH_ROWS - len(found)]
    return lines_of(actor, found)


def _holds(column: str, words: list[str]) -> Q:
    """The longest word first: it narrows most on the trigram index."""
    q = Q()
    for word in sorted(words, key=len, reverse=True):
        q &= Q(**{f"{column}__contains": word})
    return q


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """The choice of what the list of a school shows. `profile`: a Profile, « guardian », or empty for all. `also`: what
    an app above the directory asks besides."""

    profile: str = ""
    class_id: UUID | None = None
    without_class: bool = False
    also: Q = field(default_factory=Q)


def school_people(actor: Actor, what: PeopleFilter, *, after: str = "", before: str = "") -> Page[PersonLine]:
    """Return a page of the people of the directed school. Raises NotVisible for who directs none."""
    page = paginate(school_people_rows(actor, what), ("sort_key", "pk"), after=after, before=before)
    return Page(lines_of(actor, page.items), page.after, page.before)


def school_people_rows(actor: Actor, what: PeopleFilter) -> QuerySet[Person]:
    """Return the people of the directed school, unordered and not cut: for a file."""
    if not actor.heads:
        raise NotVisible
    rows = Person.objects.filter(people_visible_to(actor), _profile(actor, what.profile), erased_at=None)
    rows = rows.filter(what.also)
    if what.class_id is not None:
        rows = rows.filter(_of_class(actor, what.class_id))
    if what.without_class:
        rows = rows.filter(_profile(actor, Profile.PUPIL), ~Exists(_classes_now(actor, OuterRef("pk"))))
    return rows


def _profile(actor: Actor, profile: str) -> Q:
    if not profile:
        return Q()
    links = Affiliation.objects.filter(person=OuterRef("pk"), school=actor.school_id)
    if profile == "guardian":
        pupils = Affiliation.objects.in_force(actor.now).filter(school=actor.school_id, profile=Profile.PUPIL)
        own = Guardianship.objects.in_force(actor.now).filter(
            adult=OuterRef("pk"), child__in=pupils.values("person")
        )
        return Q(Exists(own))
    wanted = ADULTS_OF_SCHOOL if profile == "adult" else (profile,)
    when = in_force(actor.now) if profile == Profile.PUPIL else in_force(actor.now) | to_come(actor.now)
    return Q(Exists(links.filter(when, profile__in=wanted)))


def _of_class(actor: Actor, public_id: UUID) -> Q:
    """Pupils of the class and who answers for them."""
    here = ClassGroup.objects.filter(public_id=public_id, school=actor.school_id)
    pupils = ClassMembership.objects.in_force(actor.now).filter(class_group__in=here).values("person")
    adults = Guardianship.objects.in_force(actor.now).filter(child__in=pupils).values("adult")
    return Q(pk__in=pupils) | Q(pk__in=adults)


def _classes_now(actor: Actor, person: OuterRef) -> QuerySet[ClassMembership]:
    return ClassMembership.objects.in_force(actor.now).filter(
        person=person, school=actor.school_id, class_group__closed_at=None,
        class_group__year=F("school__running_year"),
    )  # fmt: skip


def departures(actor: Actor, *, after: str = "", before: str = "") -> Page[Affiliation]:
    """Return a page of links of the directed school that are over, newest first: who, when, why. Nothing else of these
    people shows."""
    if not actor.heads:
        raise NotVisible
    still = Affiliation.objects.in_force(actor.now).filter(
        person=OuterRef("person"), school=actor.school_id, profile=OuterRef("profile")
    )
    # Whole: of who is gone one is expected, and the planner would read the links of all for each (`Unweighed`).
    rows = Affiliation.objects.filter(Unweighed(~Exists(still)), school=actor.school_id, ends__lte=actor.now)
    return paginate(rows.select_related("person"), ("-ends", "pk"), after=after, before=before)


def person_visible(actor: Actor, public_id: UUID) -> PersonLine:
    """Return one person; raises NotVisible when no row shows it."""
    person = Person.objects.filter(people_visible_to(actor), public_id=public_id, erased_at=None).first()
    lines = lines_of(actor, [person]) if person is not None else []
    if not lines:
        raise NotVisible
    return lines[0]
