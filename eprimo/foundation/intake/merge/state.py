"""What the directory knows of a school and of those whom a delivery may name, read in a dozen statements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from eprimo.foundation.directory.enums import AttachmentKind, Profile, RestrictionLevel, Source
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    Consent,
    ContactDetails,
    ExternalKey,
    GuardianRestriction,
    Guardianship,
    NationalNumber,
    Person,
    School,
)
from eprimo.foundation.intake.onde.text import fold
from eprimo.foundation.intake.records import Delivery

STAFF = (Profile.TEACHER, Profile.DIRECTOR, Profile.DEPUTY)
CONTACT_FIELDS = (
    "email", "phone_home", "phone_work", "phone_mobile", "address", "postcode", "city", "country",
)  # fmt: skip

type Names = tuple[str, str]


@dataclass(slots=True)
class Known:
    """A person of the directory."""

    id: int
    last_name: str
    first_name: str
    usual_name: str
    civility: str
    sex: str
    birth_date: date | None
    keys: set[str] = field(default_factory=set)
    ine: str = ""
    contact: dict[str, str] | None = None
    # Those of the keys that came with a merge; the person has another key, of any source.
    by_merge: set[str] = field(default_factory=set)
    has_own: bool = False

    @property
    def merged(self) -> bool:
        """Several records of one file may be this person."""
        return bool(self.by_merge)

    @property
    def names(self) -> Names:
        """Folded last and first name."""
        return fold(self.last_name), fold(self.first_name)

    @property
    def email(self) -> str:
        return (self.contact or {}).get("email", "").casefold()

    @property
    def shown(self) -> str:
        """« LE GOFF Anne », for reports."""
        return f"{self.usual_name or self.last_name} {self.first_name}"


@dataclass(frozen=True, slots=True)
class Tie:
    """A dated link: to a class, a profile (then `target` is 0) or another person."""

    id: int
    person: int
    target: int
    source: str
    starts: datetime
    ends: datetime | None
    end_reason: str
    # Not over at the instant of the import: it holds, or will.
    live: bool
    profile: str = ""
    # Of a class of several, which level it is known to be of, and whether somebody of the school said so.
    level: str = ""
    level_by_hand: bool = False


@dataclass(slots=True)
class KnownClass:
    id: int
    label: str
    levels: tuple[str, ...]
    source: str
    closed: bool


@dataclass(slots=True)
class SchoolState:
    """The school at the instant of an import."""

    school: School
    now: datetime
    year_start: date
    people: dict[int, Known] = field(default_factory=dict)
    pupils: dict[int, list[Tie]] = field(default_factory=dict)
    staff: dict[int, list[Tie]] = field(default_factory=dict)
    classes: dict[int, KnownClass] = field(default_factory=dict)
    # Person → links with classes of the running year, over or not.
    memberships: dict[int, list[Tie]] = field(default_factory=dict)
    attachments: dict[int, list[Tie]] = field(default_factory=dict)
    # Child → links of the adults (target).
    guardians: dict[int, list[Tie]] = field(default_factory=dict)
    # (child, use) → (id, decision) of what ONDE said last.
    consents: dict[tuple[int, str], tuple[int, str]] = field(default_factory=dict)
    by_ine: dict[str, int] = field(default_factory=dict)
    # Children who are pupils of another school too.
    elsewhere: set[int] = field(default_factory=set)
    # Adults whom another school holds too, or who came in already and arrive with a child: their names and how to reach
    # them are not this file's to change.
    shared: set[int] = field(default_factory=set)
    # Child → adults whom a decision keeps away from the child (levels 2 and 3), by a link over or not.
    kept_away: dict[int, set[int]] = field(default_factory=dict)

    @property
    def live_pupils(self) -> set[int]:
        return {person for person, ties in self.pupils.items() if any(tie.live for tie in ties)}

    @property
    def live_staff(self) -> set[int]:
        return {person for person, ties in self.staff.items() if any(tie.live for tie in ties)}

    def live_guardians(self) -> dict[int, set[int]]:
        """Adult → children who are pupils of the school now, by links that hold."""
        found: defaultdict[int, set[int]] = defaultdict(set)
        for child in self.live_pupils:
            for tie in self.guardians.get(child, ()):
                if tie.live:
                    found[tie.target].add(child)
        return found


def read_state(school: School, delivery: Delivery, now: datetime) -> SchoolState:
    """Read the school, and the pupils of elsewhere whom the delivery names by their national number."""
    state = SchoolState(school, now, school.running_year.starts)
    _read_affiliations(state)
    _read_numbers(state, {pupil.ine for pupil in delivery.pupils or () if pupil.ine})
    children = set(state.pupils) | set(state.by_ine.values())
    _read_guardians(state, children)
    adults = {tie.target for ties in state.guardians.values() for tie in ties} | set(state.staff)
    _read_people(state, children | adults, adults)
    _read_classes(state)
    _read_consents(state)
    state.elsewhere = set(
        Affiliation.objects.filter(person__in=children, profile=Profile.PUPIL)
        .filter(Q(ends=None) | Q(ends__gt=now))
        .exclude(school=school)
        .values_list("person_id", flat=True)
    )
    _read_shared(state, adults)
    return state


def _read_shared(state: SchoolState, adults: set[int]) -> None:
    """In one statement."""
    there = Affiliation.objects.filter(Q(ends=None) | Q(ends__gt=state.now)).exclude(school=state.school)
    works = there.filter(person=OuterRef("pk")).exclude(profile=Profile.PUPIL)
    pupils = there.filter(person=OuterRef("child"), profile=Profile.PUPIL)
    answers = Guardianship.objects.filter(
        Q(ends=None) | Q(ends__gt=state.now), Exists(pupils), adult=OuterRef("pk")
    )
    came = Q(account__activated_at__isnull=False) & ~Q(pk__in=state.live_staff | set(state.live_guardians()))
    found = Person.objects.filter(Q(Exists(works)) | Q(Exists(answers)) | came, pk__in=adults)
    state.shared = set(found.order_by().values_list("pk", flat=True))


def _ties(rows: Iterable[Any], now: datetime, person: str, target: str = "", profile: str = "") -> list[Tie]:
    return [
        Tie(
            row["id"], row[person], row[target] if target else 0, row["source"], row["starts"], row["ends"],
            row["end_reason"], row["ends"] is None or row["ends"] > now, row[profile] if profile else "",
            row.get("level", ""), row.get("level_by_hand", False),
        )
        for row in rows
    ]  # fmt: skip


_TIE = ("id", "source", "starts", "ends", "end_reason")


def _read_affiliations(state: SchoolState) -> None:
    rows = Affiliation.objects.filter(
        school=state.school, profile__in=[Profile.PUPIL, *STAFF], person__erased_at=None
    ).order_by("starts", "id")
    for tie in _ties(rows.values(*_TIE, "person_id", "profile"), state.now, "person_id", profile="profile"):
        kept = state.pupils if tie.profile == Profile.PUPIL else state.staff
        kept.setdefault(tie.person, []).append(tie)


def _read_numbers(state: SchoolState, asked: set[str]) -> None:
    rows = NationalNumber.objects.filter(Q(person__in=list(state.pupils)) | Q(ine__in=list(asked)))
    state.by_ine = dict(rows.values_list("ine", "person_id"))


def _read_guardians(state: SchoolState, children: set[int]) -> None:
    rows = Guardianship.objects.filter(child__in=children).order_by("starts", "id")
    for tie in _ties(rows.values(*_TIE, "child_id", "adult_id"), state.now, "child_id", "adult_id"):
        state.guardians.setdefault(tie.person, []).append(tie)
    away = (
        GuardianRestriction.objects.filter(
            guardianship__child__in=children, level__gte=RestrictionLevel.NO_INFORMATION
        )
        .filter(Q(in_force_until=None) | Q(in_force_until__gt=state.now), starts__lte=state.now)
        .filter(Q(lifted_at=None) | Q(lifted_at__gt=state.now))
    )
    for child, adult in away.values_list("guardianship__child_id", "guardianship__adult_id"):
        state.kept_away.setdefault(child, set()).add(adult)


def _read_people(state: SchoolState, ids: set[int], adults: set[int]) -> None:
    fields = ("id", "last_name", "first_name", "usual_name", "civility", "sex", "birth_date")
    state.people = {row[0]: Known(*row) for row in Person.objects.filter(pk__in=ids).values_list(*fields)}
    keys = ExternalKey.objects.filter(person__in=ids)
    for person, source, key, by_merge in keys.values_list("person_id", "source", "key", "by_merge"):
        known = state.people[person]
        known.has_own = known.has_own or not by_merge
        if source == Source.ONDE:
            known.keys.add(key)
            if by_merge:
                known.by_merge.add(key)
    for ine, person in state.by_ine.items():
        state.people[person].ine = ine
    for row in ContactDetails.objects.filter(person__in=adults).values("person_id", *CONTACT_FIELDS):
        state.people[row.pop("person_id")].contact = row


def _read_classes(state: SchoolState) -> None:
    school, year = state.school, state.school.running_year_id
    state.classes = {
        row.pk: KnownClass(row.pk, row.label, tuple(row.levels), row.source, row.closed_at is not None)
        for row in ClassGroup.objects.filter(school=school, year=year).order_by("pk")
    }
    here = {"class_group__year": year, "school": school}
    members = ClassMembership.objects.filter(**here).order_by("starts", "id")
    adults = Attachment.objects.filter(kind=AttachmentKind.TEACHES, **here).order_by("starts", "id")
    levels = ("level", "level_by_hand")
    for rows, kept, more in ((members, state.memberships, levels), (adults, state.attachments, ())):
        wanted = rows.values(*_TIE, "person_id", "class_group_id", *more)
        for tie in _ties(wanted, state.now, "person_id", "class_group_id"):
            kept.setdefault(tie.person, []).append(tie)


def _read_consents(state: SchoolState) -> None:
    rows = Consent.objects.filter(school=state.school, source=Source.ONDE, scope="", ends=None).order_by("id")
    for pk, child, use, decision in rows.values_list("id", "child_id", "use", "decision"):
        state.consents[child, use] = (pk, decision)
