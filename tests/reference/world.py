"""Facts of a small world, as plain frozen dataclasses.

Every instant is an integer number of minutes. A dated fact is in force from `starts` (included) to `ends`
(excluded, `None` = no end). Objects point at each other by id only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tests.reference.homework_facts import Book

HOUR = 60
DAY = 24 * HOUR
YEAR = 365 * DAY

# "If the school allows": a named school setting; its default is written in the cell.
SCHOOL_SETTINGS: Mapping[str, bool] = {
    "guardians_see_classmates": False,  # names of pupils, guardian: "default no"
    "staff_write_to_families": False,  # write to families, staff: "default no"
    "agents_write_to_families": True,  # write to families, commune agent: "default yes"
    "staff_message_guardians": False,  # messages, staff to guardian: "default no"
    "image_consent_both": False,  # "an image consent when the school asks both"
}


@dataclass(frozen=True)
class Dated:
    """A fact with dates: in force when they contain now."""

    starts: int
    ends: int | None

    def contains(self, instant: int) -> bool:
        """Say whether the dates contain the instant."""
        return self.starts <= instant and (self.ends is None or instant < self.ends)


@dataclass(frozen=True)
class Span(Dated):
    """A bare interval (an entitlement)."""


@dataclass(frozen=True)
class TerritoryLink(Dated):
    """School in a circonscription, department, academy, commune or EPCI."""

    territory: str


@dataclass(frozen=True)
class School:
    """A school; `settings` holds only what differs from the defaults."""

    id: str
    entitlements: tuple[Span, ...]
    running_year: int
    settings: Mapping[str, bool] = field(default_factory=dict)
    links: tuple[TerritoryLink, ...] = ()

    def allows(self, name: str) -> bool:
        """Value of a named setting, or its written default."""
        return self.settings.get(name, SCHOOL_SETTINGS[name])


@dataclass(frozen=True)
class ClassGroup:
    """A class of one year; `closed_at` is set when it became an archive."""

    id: str
    school: str
    year: int
    closed_at: int | None = None
    validates: bool = True  # "visible to the class after validation when the class is set so (default yes)"


@dataclass(frozen=True)
class Group:
    """A group of pupils of one school and one year."""

    id: str
    school: str
    year: int


@dataclass(frozen=True)
class Person:
    """A person; `birth_date` in minutes like every instant."""

    id: str
    birth_date: int | None = None
    protected: bool = False


@dataclass(frozen=True)
class Affiliation(Dated):
    """Person in a school as pupil, teacher, director, deputy, staff or partner (`body` = a partner's club; `named_by` =
    who gave a deputy the direction)."""

    person: str
    school: str
    profile: str
    body: str | None = None
    named_by: str | None = None


@dataclass(frozen=True)
class Tie(Dated):
    """A tie to a school that a director proposed to a known person: "P accepts, signed in; before: no right"."""

    id: str
    person: str
    school: str
    profile: str
    proposed: int
    accepted: int | None = None


@dataclass(frozen=True)
class ClassMembership(Dated):
    """Pupil in a class."""

    pupil: str
    class_id: str


@dataclass(frozen=True)
class GroupMembership(Dated):
    """Pupil in a group."""

    pupil: str
    group: str


@dataclass(frozen=True)
class Attachment(Dated):
    """Teacher, staff (or invited partner) attached to a "class", a "child" or a "group"."""

    person: str
    kind: str
    target: str


@dataclass(frozen=True)
class Delegation(Dated):
    """Grant by the director: named person × class."""

    person: str
    class_id: str


@dataclass(frozen=True)
class Guardianship(Dated):
    """Adult and child; kind: exercises, not_known, no_exercise, in_charge, contact."""

    id: str
    adult: str
    child: str
    kind: str
    document: bool = False  # person in charge: "consents only with a document recorded"
    was_legal: bool = False  # of a legal kind before this one: "contact: only who never was legal"


@dataclass(frozen=True)
class Restriction:
    """Court decision on one guardianship: level 1, 2 or 3; `confirmed` = the director confirmed its end."""

    guardianship: str
    level: int
    starts: int
    ends: int | None
    confirmed: bool = False

    def in_force(self, now: int) -> bool:
        """ "The restriction stays until confirmed, at most 15 days after" its end date."""
        if now < self.starts:
            return False
        if self.ends is None:
            return True
        return now < self.ends + (0 if self.confirmed else 15 * DAY)


@dataclass(frozen=True)
class CommuneService:
    """Canteen, after-school… of a commune or EPCI in named schools; `needs` = consent kinds it needs."""

    id: str
    owner: str
    kind: str
    schools: frozenset[str]
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ServiceEnrolment(Dated):
    """Child in a service, as a pupil of the school it names (None = whichever of the service's)."""

    child: str
    service: str
    school: str | None = None


@dataclass(frozen=True)
class Mandate(Dated):
    """Role above or beside the school.

    `target`: a territory (inspector, academy), a service (commune_agent), a member (member_rep), else
    "consortium" or "platform". `level` matters to the coordinator: read, manage, sign.
    """

    person: str
    role: str
    target: str
    level: str = "manage"


@dataclass(frozen=True)
class SupportAccess(Dated):
    """Support access to one school (read-only), granted until `ends`: "≤ 4 h", asked as contractor or platform."""

    person: str
    role: str
    school: str


@dataclass(frozen=True)
class Member:
    """Member of the consortium and the territory it is."""

    id: str
    territory: str


@dataclass(frozen=True)
class Consent:
    """One decision of one adult (or recorded on paper) about a child; the last of each adult counts."""

    id: str
    child: str
    kind: str
    by: str
    given: bool
    at: int


@dataclass(frozen=True)
class Note:
    """A note of the liaison book.

    `service` is set when the author wrote as commune agent of that service. Audience: classes, groups, named
    children, `whole_school`, or `whole_service`. `added` = children added later, with the instant.
    """

    id: str
    school: str
    author: str
    state: str  # draft, sent, withdrawn
    year: int
    classes: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()
    whole_school: bool = False
    whole_service: bool = False
    to_pupils: bool = False
    followers: frozenset[str] = frozenset()
    sent_at: int | None = None
    visible_from: int | None = None
    kind: str = "information"
    service: str | None = None
    both_guardians: bool = False
    added: tuple[tuple[str, int], ...] = ()

    @property
    def is_service_note(self) -> bool:
        """Whether the author wrote as commune agent of a service."""
        return self.service is not None


@dataclass(frozen=True)
class NoteVersion:
    """One text of a note, visible from `at`; numbers grow from 1."""

    note: str
    number: int
    at: int


@dataclass(frozen=True)
class Share(Dated):
    """Level given to an audience: person, class, families, group, school, staff, public."""

    audience: str
    audience_id: str
    level: str


@dataclass(frozen=True)
class Resource:
    """A piece of content; `space` is school, class, group or private, with its id (None when private)."""

    id: str
    owner: str
    school: str
    space: str
    space_id: str | None
    shares: tuple[Share, ...] = ()
    by_pupil: bool = False
    validated: bool = True


@dataclass(frozen=True)
class ProjectOpening(Dated):
    """Messages between pupils of a class, opened by the teacher for a dated project."""

    class_id: str


@dataclass(frozen=True)
class Switch(Dated):
    """Safety switch: removes an act for the roles it names; scope: school, territory or platform."""

    act: str
    roles: frozenset[str]
    scope: str
    target: str


@dataclass(frozen=True)
class HalfDay:
    """What the register of a class says of a child on a half-day of the day that begins at `day`."""

    id: str
    child: str
    school: str
    class_id: str
    day: int
    half: str  # am, pm


@dataclass(frozen=True)
class Hosting:
    """A child of a spread class is placed in another one for a half-day of the day that begins at `day`."""

    id: str
    child: str
    school: str
    class_id: str
    host: str
    day: int
    half: str  # am, pm


@dataclass(frozen=True)
class Absence:
    """A child was not there. `explained`: somebody told why: `said_by`, when it is known who. `class_id`: the child's
    class at the time."""

    id: str
    child: str
    school: str
    class_id: str
    year: int
    day: int
    explained: bool
    said_by: str | None = None


@dataclass(frozen=True)
class World:
    """All the facts. `now` is the instant at which the states of notes are true; questions come at or after."""

    now: int = 0
    schools: Mapping[str, School] = field(default_factory=dict)
    territories: Mapping[str, str | None] = field(default_factory=dict)  # id → the territory that holds it
    classes: Mapping[str, ClassGroup] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    persons: Mapping[str, Person] = field(default_factory=dict)
    services: Mapping[str, CommuneService] = field(default_factory=dict)
    members: Mapping[str, Member] = field(default_factory=dict)
    guardianships: Mapping[str, Guardianship] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)
    consents: Mapping[str, Consent] = field(default_factory=dict)
    resources: Mapping[str, Resource] = field(default_factory=dict)
    ties: Mapping[str, Tie] = field(default_factory=dict)
    half_days: Mapping[str, HalfDay] = field(default_factory=dict)
    absences: Mapping[str, Absence] = field(default_factory=dict)
    hostings: Mapping[str, Hosting] = field(default_factory=dict)
    book: Book = field(default_factory=Book)
    affiliations: tuple[Affiliation, ...] = ()
    class_memberships: tuple[ClassMembership, ...] = ()
    group_memberships: tuple[GroupMembership, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    enrolments: tuple[ServiceEnrolment, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    supports: tuple[SupportAccess, ...] = ()
    versions: tuple[NoteVersion, ...] = ()
    openings: tuple[ProjectOpening, ...] = ()
    switches: tuple[Switch, ...] = ()

    def opened(self) -> World:
        """The same world if every school had an entitlement without end."""
        always = (Span(-(10**12), None),)
        return replace(self, schools={k: replace(s, entitlements=always) for k, s in self.schools.items()})
