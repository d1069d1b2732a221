"""The note, as a kind of content: its rows, seeing, drafts, versions, shares and files are those of the kernel.

Its acts are its own, made of the kernel's steps: a note leaves at an instant that nights and holidays put off, is
delivered then, and asks each guardian for an act of which it keeps the version; a correction may ask again, a
withdrawal stops what is waited for. So are its pages: lists by what is still to be done, the follow-up of each child
and guardian, a composer with questions, and a look before sending.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Case, CharField, OuterRef, Q, Subquery, Value, When

from eprimo.foundation.access.audiences import Rule
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.content.capabilities import Body, Days, Details, Ownership, OwnPages
from eprimo.foundation.content.enums import Did
from eprimo.foundation.content.kinds import Audience, Kind, Manage, Tab, To, Words, Writing, register_kind
from eprimo.foundation.content.models import Resource
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.liaison.particulars import TYPED, dates_of

AUTHORS = HEADS | {Role.TEACHER, Role.STAFF}
TEAM = AUTHORS | {Role.COMMUNE_AGENT}


@dataclass(frozen=True, slots=True)
class WrittenForService(Ownership):
    """A note that an agent writes for a service of the commune is of that service; nobody else writes for one."""

    def rows(self, actor: Actor, path: str) -> Q:
        if actor.role == Role.COMMUNE_AGENT:
            return Q(**{f"{path}service_id__in": actor.service_ids})
        return Q(**{f"{path}service": None}) if actor.role in AUTHORS else Q(pk__in=[])

    def row(self, actor: Actor, row: Any) -> bool:
        if actor.role == Role.COMMUNE_AGENT:
            return row.service_id in actor.service_ids
        return row.service_id is None and actor.role in AUTHORS


def _given(resource: Resource) -> Iterator[tuple[Rule, datetime]]:
    """Yield the rules of families of children who are on a note by name or by their service, and of those who were
    added since, each from its instant."""
    note = resource.note
    rows = Recipient.objects.of_note(note).filter(by_name=True).order_by("child_id")
    for child, at in rows.values_list("child_id", "delivered_at"):
        yield (AudienceKind.CHILD, child, AudienceProfile.GUARDIAN), at


class NoteColumns(Details):
    """The columns of a note: its acts keep others beside those that its author fills."""

    @property
    def typed(self) -> tuple[str, ...]:
        return TYPED


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePages(OwnPages):
    """The pages of notes: a guardian reads a note for one child."""

    child: ClassVar[str] = "liaison:child"

    def done_by(self, actor: Actor) -> Subquery:
        """Return what this guardian did with each note; null for what another one settled alone, which was not read."""
        rows = Owed.objects.filter(
            school_year=OuterRef("school_year"), note=OuterRef("resource"), child=OuterRef("child"),
            guardian=actor.person_id, read_version__isnull=False,
        )  # fmt: skip
        did = Case(
            When(refused_at__isnull=False, then=Value(Did.REFUSED)),
            When(signed_at__isnull=False, then=Value(Did.SIGNED)),
            When(answered_at__isnull=False, then=Value(Did.ANSWERED)),
            default=Value(Did.READ),
            output_field=CharField(),
        )
        return Subquery(rows.annotate(did=did).values("did")[:1])


NOTE = register_kind(
    Kind(
        key="liaison",
        address="carnet",
        words=Words(name="Mots", one="un mot", this="ce mot", icon="notebook-pen", noun="note"),
        writing=Writing(authors=TEAM, lets_go=frozenset({Role.STAFF})),
        audience=Audience(
            targets=frozenset({To.CLASS, To.GROUP, To.CHILD}),
            pupils=True,
            child_reads=False,
            of_groups=True,
            # The school knows of a note before families do; who only follows a class up reads its notes.
            reaches=frozenset({AudienceProfile.GUARDIAN, AudienceProfile.TEACHER, AudienceProfile.DELEGATE}),
            at_once=frozenset({AudienceProfile.TEACHER, AudienceProfile.DELEGATE, AudienceProfile.SELF}),
            more=_given,
        ),
        manage=Manage.AUTHOR_AND_HEAD,
        # « Withdrawn note: guardian: stub; teacher, director: all; staff: as follow-up »; pupils: nothing.
        withdrawn=frozenset({*HEADS, Role.TEACHER, Role.COMMUNE_AGENT, Role.GUARDIAN}),
        tab=Tab(order=20),
        has=(
            Body(),
            NoteColumns(model=Note),
            Days(of=dates_of),
            NotePages(thing="liaison:note"),
            WrittenForService(),
        ),
    )
)
