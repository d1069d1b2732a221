"""Assistance: requests and accesses that the actor sees, schools to ask for, and who shows through one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.db.models.functions import JSONObject

from eprimo.foundation.directory.enums import GuardianKindChoice, Profile, SupportState
from eprimo.foundation.directory.models import (
    Affiliation,
    Commune,
    Guardianship,
    Person,
    School,
    SupportAccess,
)
from eprimo.foundation.directory.policies.support import (
    can_ask_support,
    people_through_support,
    supports_running,
    supports_visible_to,
)
from eprimo.foundation.kernel.actor import ROLE_LABELS, Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.fields import NameKey
from eprimo.foundation.kernel.pagination import Page, paginate
from eprimo.foundation.kernel.text import fold

# What waits for who directs a school, or runs there: a column of the statement of their home.
LIVE_AT_SCHOOL = """
COALESCE((SELECT json_agg(json_build_object(
   'public_id', a.public_id, 'waits', a.state = 'asked', 'hours', a.hours, 'reason', a.reason, 'role', a.role,
   'ends', a.ends, 'own', a.person_id = %(me)s,
   'name', p.first_name || ' ' || COALESCE(NULLIF(p.usual_name, ''), p.last_name)) ORDER BY a.state, a.asked_at, a.id)
 FROM directory_supportaccess a JOIN directory_person p ON p.id = a.person_id
 WHERE a.school_id = %(school)s AND (a.state = 'asked' AND a.expires_at > %(now)s
   OR a.state = 'granted' AND a.starts <= %(now)s AND a.ends > %(now)s)), '[]')
"""


@dataclass(frozen=True, slots=True)
class LiveSupport:
    """A request that waits, or an assistance that runs, as the home of a director shows it. `own`: asked by the same
    person in another role, who does not answer it."""

    public_id: UUID
    name: str
    role: str
    reason: str
    hours: int
    waits: bool
    own: bool
    ends: datetime | None


def read_live(rows: list[dict[str, Any]]) -> tuple[LiveSupport, ...]:
    """Read what `LIVE_AT_SCHOOL` gave."""
    return tuple(
        LiveSupport(
            UUID(row["public_id"]), row["name"], str(ROLE_LABELS[Role(row["role"])]), row["reason"], row["hours"],
            row["waits"], row["own"], datetime.fromisoformat(row["ends"]) if row["ends"] else None,
        )
        for row in rows
    )  # fmt: skip


MOST_SCHOOLS = 30
FEWEST_LETTERS = 3


def _rows(actor: Actor) -> QuerySet[SupportAccess]:
    rows = SupportAccess.objects.filter(supports_visible_to(actor))
    return rows.select_related("school__commune", "person", "decided_by", "ended_by")


def _live(actor: Actor) -> Q:
    """What waits for an answer, and what runs."""
    return Q(state=SupportState.ASKED, expires_at__gt=actor.now) | Q(
        state=SupportState.GRANTED, starts__lte=actor.now, ends__gt=actor.now
    )


def supports_live(actor: Actor) -> list[SupportAccess]:
    """Return the accesses that wait or run, what waits longest first (one statement)."""
    return list(_rows(actor).filter(_live(actor)).order_by("state", "asked_at", "pk"))


def supports_query(actor: Actor) -> ArraySubquery:
    """Return the own accesses that wait or run, as the home of who asked names them: a column, which `read_supports`
    reads."""
    row = JSONObject(
        public_id="public_id", state="state", reason="reason", asked_at="asked_at", expires_at="expires_at",
        starts="starts", ends="ends", school="school__name", commune="school__commune__name",
    )  # fmt: skip
    rows = SupportAccess.objects.filter(supports_visible_to(actor) & _live(actor))
    return ArraySubquery(rows.order_by("state", "asked_at", "pk").values(row=row))


def read_supports(rows: Sequence[dict[str, Any]]) -> list[SupportAccess]:
    """Read what `supports_query` gave: rows to show, never to save."""
    return [
        SupportAccess(
            **{key: row[key] for key in ("public_id", "state", "reason")},
            **{key: row[key] and datetime.fromisoformat(row[key]) for key in _INSTANTS},
            school=School(name=row["school"], commune=Commune(name=row["commune"])),
        )
        for row in rows
    ]


_INSTANTS = ("asked_at", "expires_at", "starts", "ends")


def supports_asked(actor: Actor) -> ArraySubquery:
    """Return the requests that wait for an answer, the longest first: a column."""
    rows = SupportAccess.objects.filter(
        supports_visible_to(actor), state=SupportState.ASKED, expires_at__gt=actor.now
    )
    return ArraySubquery(rows.order_by("asked_at", "pk").values("public_id"))


def supports_past(actor: Actor, *, after: str = "", before: str = "") -> Page[SupportAccess]:
    """Return a page of the accesses that are over, the last asked first."""
    return paginate(_rows(actor).exclude(_live(actor)), ("-asked_at", "-pk"), after=after, before=before)


def support_visible(actor: Actor, public_id: UUID) -> SupportAccess:
    """Return one request, over or not; raises NotVisible."""
    row = _rows(actor).filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def support_running(actor: Actor, public_id: UUID) -> SupportAccess:
    """Return one access by which the actor reads now; raises NotVisible, before the first minute and from the last one
    on."""
    row = supports_running(actor).filter(public_id=public_id).select_related("school").first()
    if row is None:
        raise NotVisible
    return row


def schools_to_ask(actor: Actor, words: str) -> list[School]:
    """Return the schools whose name, commune or UAI hold these words, at most thirty; nobody's name shows. Fewer than
    three letters find nothing: a list of all schools is no way to find one."""
    asked = fold(words).split()
    if not can_ask_support(actor, 1) or len("".join(asked)) < FEWEST_LETTERS:
        return []
    rows = School.objects.select_related("commune__department").alias(town=NameKey("commune__name"))
    for word in asked:
        rows = rows.filter(Q(key__contains=word) | Q(town__contains=word) | Q(uai__iexact=word))
    return list(rows.order_by("key", "uai")[:MOST_SCHOOLS])


def school_to_ask(actor: Actor, uai: str) -> School:
    """Return the school of an address; raises NotVisible."""
    row = School.objects.select_related("commune").filter(uai=uai).first()
    if row is None or not can_ask_support(actor, row.pk):
        raise NotVisible
    return row


def people_of_support(
    actor: Actor, access: SupportAccess, *, words: str = "", kind: str = "", after: str = "", before: str = ""
) -> Page[Person]:
    """Return a page of who is in the school of an access, by name, thirty at a time. `kind`: one of the three,
    or all."""
    rows = Person.objects.filter(people_through_support(actor), _of_kind(actor, access, kind), erased_at=None)
    for word in fold(words).split():
        rows = rows.filter(sort_key__contains=word)
    return paginate(rows, ("sort_key", "pk"), after=after, before=before)


def person_of_support(actor: Actor, access: SupportAccess, public_id: UUID) -> Person:
    """Return one person of the school of an access; raises NotVisible."""
    rows = Person.objects.filter(people_through_support(actor), _of_kind(actor, access, ""), erased_at=None)
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


PUPILS, GUARDIANS, TEAM = "eleves", "responsables", "adultes"


def _of_kind(actor: Actor, access: SupportAccess, kind: str) -> Q:
    """On Person: those of this school of that kind; empty: all of them."""
    here = Affiliation.objects.in_force(actor.now).filter(school=access.school_id)
    pupils = here.filter(profile=Profile.PUPIL).values("person")
    links = (
        Guardianship.objects.in_force(actor.now)
        .exclude(kind=GuardianKindChoice.CONTACT)
        .filter(child__in=pupils)
    )
    found = {
        PUPILS: Q(pk__in=pupils),
        GUARDIANS: Q(pk__in=links.values("adult")),
        TEAM: Q(pk__in=here.exclude(profile=Profile.PUPIL).values("person")),
    }
    return found.get(kind) or found[PUPILS] | found[GUARDIANS] | found[TEAM]


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of somebody at the school of an access: one of three, and its word."""

    key: str
    word: str


def kinds_at(actor: Actor, access: SupportAccess, people: list[Person]) -> dict[int, list[Kind]]:
    """Return what each of these people is there: « Élève », « Responsable », « Enseignant·e » (two statements)."""
    found: dict[int, list[Kind]] = {person.pk: [] for person in people}
    here = Affiliation.objects.in_force(actor.now).filter(school=access.school_id)
    for link in here.filter(person__in=people).order_by("profile", "pk"):
        word = str(link.get_function_display() or link.get_profile_display())
        found[link.person_id].append(Kind(PUPILS if link.profile == Profile.PUPIL else TEAM, word))
    children = here.filter(profile=Profile.PUPIL).values("person")
    links = Guardianship.objects.in_force(actor.now).exclude(kind=GuardianKindChoice.CONTACT)
    adults = links.filter(adult__in=people, child__in=children).values_list("adult", flat=True).distinct()
    for adult in adults:
        found[adult].append(Kind(GUARDIANS, "Responsable"))
    return found
