"""Who acts. The type only: `eprimo.foundation.access` builds actors; policies everywhere read them."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _


class Role(StrEnum):
    """The roles of the rights tables, as keys."""

    PUPIL = "pupil"
    GUARDIAN = "guardian"
    TEACHER = "teacher"
    DIRECTOR = "director"
    DEPUTY = "deputy"
    STAFF = "staff"
    COMMUNE_AGENT = "commune_agent"
    PARTNER = "partner"
    INSPECTOR = "inspector"
    ACADEMY = "academy"
    COORDINATOR = "coordinator"
    MEMBER_REP = "member_rep"
    MANAGING_BODY = "managing_body"
    COMMISSION = "commission"
    CONTRACTOR = "contractor"
    PLATFORM = "platform"


HEADS = frozenset({Role.DIRECTOR, Role.DEPUTY})
# In the scope of a sheet's secret, beside the ids of schools: what mandates open, which no school holds.
MANDATES = 0


class GuardianKind(StrEnum):
    """The powers that the law gives an adult for a child (rights page, « Guardians »)."""

    EXERCISES = "exercises"
    UNKNOWN = "unknown"
    NO_EXERCISE = "no_exercise"
    IN_CHARGE = "in_charge"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Child:
    """A child of a guardian: the link in force, what it allows, where the child is a pupil now.

    Only schools that are open (an entitlement in force) are here, and only children who have one.
    """

    person_id: int
    guardianship_id: int
    kind: GuardianKind
    # 0 none, 1 protected contact. A child under level 2 or 3 is not here at all.
    restriction: int
    first_name: str
    school_ids: tuple[int, ...]
    class_ids: tuple[int, ...]
    group_ids: tuple[int, ...]
    # A pupil of another school too, which the secret of a sheet does not show: nothing of it is decided here.
    elsewhere: bool = False
    # Those that the adult is in through this child.
    audience_ids: frozenset[int] = frozenset()

    @property
    def may_sign(self) -> bool:
        """Usual acts (art. 372-2 C. civ.): who exercises, is not known not to, or has the child in charge."""
        return self.kind in {GuardianKind.EXERCISES, GuardianKind.UNKNOWN, GuardianKind.IN_CHARGE}

    @property
    def may_consent(self) -> bool:
        return self.kind in {GuardianKind.EXERCISES, GuardianKind.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Position:
    """Something a person can act as: a role, at a school when the role has one."""

    role: Role
    school_id: int | None = None
    school_name: str = ""
    # A school without an entitlement in force is closed: the position shows, its pages explain.
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Support:
    """An assistance that runs: which school it shows, until when. What it shows is asked of the rows each time."""

    public_id: UUID
    school_name: str
    ends: datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """One person acting in one role at one school, with everything rights are computed from.

    Immutable, built once per request, task or command. Rights = the role in use at the school in use, and the
    guardian rights, which are always in force beside it. It holds in [valid_from, valid_until[: the instants
    between which none of its links starts or ends.
    """

    person_id: int
    account_id: int
    session_id: int
    display_name: str
    role: Role
    school_id: int | None
    school_name: str
    closed: bool
    positions: tuple[Position, ...]
    # Own classes at the school in use: of the running year, attached (teacher, staff) or enrolled (pupil).
    class_ids: frozenset[int]
    # Children attached by name (staff).
    pupil_ids: frozenset[int]
    # Classes whose follow-up the director delegated.
    delegated_class_ids: frozenset[int]
    group_ids: frozenset[int]
    service_ids: frozenset[int]
    # Mandates in force of the role in use: territories reach schools by join.
    mandate_ids: frozenset[int]
    # The academies, departments and circonscriptions that these name.
    territory_ids: frozenset[int]
    children: tuple[Child, ...]
    # Those that the role in use gives at the school in use.
    work_audience_ids: frozenset[int]
    archive_audience_ids: frozenset[int]
    # When a second factor was last given in the session; until when the device it runs on is trusted.
    factor_at: datetime | None
    trusted_until: datetime | None
    # The account has factors: they are asked for.
    has_factors: bool
    # Somebody else vouched for the person: no act that asks for a fresh factor until then.
    factor_held_until: datetime | None
    now: datetime
    valid_from: datetime
    valid_until: datetime
    switch_counter: int
    time_zone: str = "Europe/Paris"
    skin: str = "standard"
    # A pupil's own level; those of the own classes where nobody said which it is.
    levels: frozenset[str] = frozenset()
    # What one's own animal is drawn from, the same as others see: the choice, else the public id.
    public_id: UUID | None = None
    animal: str = ""
    # Reading comfort, the person's own choices; empty: the device decides.
    language: str = ""
    theme: str = ""
    reading: str = "normal"
    font: str = "defaut"
    text_size: str = "normal"
    animations: str = ""
    link_count: int = 0
    # Something happened to the own account that is not said to have been read: each page says so.
    has_news: bool = False
    # Assistance that runs, in the role in use: each page says so.
    supports: tuple[Support, ...] = ()
    # Of the audiences, those of classes whose follow-up is delegated.
    delegate_audience_ids: frozenset[int] = frozenset()
    # The schools whose sheet opened the session (`MANDATES` too): every link above is of them. None: the person's whole
    # secret did.
    scope: frozenset[int] | None = None
    # Something of the person stands outside of that scope.
    partial: bool = False
    # A mandate of the role in use names a commune or a grouping: it has schools, services and agents of its own there.
    of_place: bool = False
    # Acts on a screen that asks for a second factor: whatever it does there is strong.
    on_strong_screen: bool = False

    @property
    def family_audience_ids(self) -> frozenset[int]:
        """The audiences one is in as a guardian, whatever the role in use."""
        return frozenset[int]().union(*(child.audience_ids for child in self.children))

    @property
    def audience_ids(self) -> frozenset[int]:
        return self.work_audience_ids | self.family_audience_ids

    @property
    def child_ids(self) -> frozenset[int]:
        """Own children, in an open school."""
        return frozenset(child.person_id for child in self.children)

    @property
    def today(self) -> date:
        """The day it is, in the zone of the school in use."""
        return self.now.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def school_ids(self) -> frozenset[int]:
        """The school in use, and those of own children."""
        own = frozenset(school for child in self.children for school in child.school_ids)
        return own if self.school_id is None else own | {self.school_id}

    @property
    def is_whole(self) -> bool:
        """Came in with the secret that opens everything: the account is the person's to change."""
        return self.scope is None

    def in_session_of(self, other: "Actor") -> "Actor":
        """Return this person's actor in the session of `other`, the same person at another position: what was shown
        there holds."""
        return replace(
            self, session_id=other.session_id, factor_at=other.factor_at, trusted_until=other.trusted_until,
            has_factors=other.has_factors, factor_held_until=other.factor_held_until,
        )  # fmt: skip

    @property
    def held(self) -> bool:
        """Somebody else vouched for the person, or the password came by e-mail, a day ago at most."""
        return self.factor_held_until is not None and self.now < self.factor_held_until

    @property
    def heads(self) -> bool:
        """Directs the school in use, or stands in for who does."""
        return self.role in HEADS and not self.closed

    @property
    def above_schools(self) -> bool:
        """Acts for a territory, a body or the platform: in a role that no school gives."""
        return bool(self.mandate_ids) and self.school_id is None

    def directs(self, school_id: int | None) -> bool:
        return self.heads and school_id is not None and school_id == self.school_id

    def is_at(self, school_id: int | None, *roles: Role) -> bool:
        """Acts in one of these roles at that school, and the school is open."""
        return (
            not self.closed and school_id is not None and school_id == self.school_id and self.role in roles
        )

    def child(self, person_id: int) -> Child | None:
        """Return the own child of that id, when the link is in force and not restricted (levels 2, 3)."""
        return next((child for child in self.children if child.person_id == person_id), None)

    @property
    def is_pupil(self) -> bool:
        """Pages say « tu » to a pupil."""
        return self.role == Role.PUPIL

    @property
    def is_guardian(self) -> bool:
        """The pages of a guardian are about a few children, the own ones."""
        return self.role == Role.GUARDIAN

    @property
    def is_live(self) -> bool:
        """Pages follow what happens as it happens, for adults who are somebody here. Nothing rings for a pupil."""
        return self.role != Role.PUPIL and bool(self.positions)

    @property
    def initials(self) -> str:
        words = self.display_name.split()
        return "".join(word[0] for word in words[:1] + words[-1:] if word).upper()

    @property
    def role_label(self) -> str:
        return gettext(ROLE_LABELS[self.role])


ROLE_LABELS: dict[Role, str] = {
    Role.PUPIL: _("Élève"),
    Role.GUARDIAN: _("Responsable"),
    Role.TEACHER: _("Enseignant·e"),
    Role.DIRECTOR: _("Direction"),
    Role.DEPUTY: _("Direction par intérim"),
    Role.STAFF: _("Personnel"),
    Role.COMMUNE_AGENT: _("Agent territorial"),
    Role.PARTNER: _("Partenaire"),
    Role.INSPECTOR: _("Inspection"),
    Role.ACADEMY: _("Académie"),
    Role.COORDINATOR: _("Coordination du groupement"),
    Role.MEMBER_REP: _("Représentant d’un membre"),
    Role.MANAGING_BODY: _("Prestataire de gestion"),
    Role.COMMISSION: _("Commission d’appel d’offres"),
    Role.CONTRACTOR: _("Titulaire du marché"),
    Role.PLATFORM: _("Plateforme"),
}
