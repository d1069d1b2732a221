"""What the door of a class reads, on its devices and on the screens of who runs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.classroom.attempts import MANY, slow_count
from eprimo.foundation.classroom.enums import Secret
from eprimo.foundation.classroom.keys import badge_hashes, device_hashes
from eprimo.foundation.classroom.models import (
    MOST_TRIES,
    Badge,
    ClassDevice,
    ClassDoor,
    ClassSession,
    PicturePassword,
    PictureTry,
)
from eprimo.foundation.classroom.policies import classes_run_by
from eprimo.foundation.directory.enums import NURSERY_LEVELS, AttachmentKind, Profile
from eprimo.foundation.directory.first_names import told_apart
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    Entitlement,
    Person,
)
from eprimo.foundation.directory.models.links import in_force
from eprimo.foundation.directory.skins import LITTLE, skin_for
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible

_HEADS = (Profile.DIRECTOR, Profile.DEPUTY)


def skin_of(class_group: ClassGroup) -> str:
    """The look of the class: its own choice, else by its levels."""
    return skin_for(class_group.skin, class_group.levels)


def may_say_here(class_group: ClassGroup) -> bool:
    """Nursery school, where a child finds the own animal before it reads: by a level of the class, or by its look."""
    return skin_of(class_group) == LITTLE or not NURSERY_LEVELS.isdisjoint(class_group.levels)


def says_here(class_group: ClassGroup) -> bool:
    """Tell whether its children touch their animals on a device of the class, before the roll is called."""
    door: ClassDoor | None = getattr(class_group, "door", None)
    return door is not None and door.says_here and may_say_here(class_group)


def devices_in_force(now: datetime) -> QuerySet[ClassDevice]:
    """Return the devices that are not over; of an open class of the running year, at a school with an entitlement; lent
    by somebody who still runs the class and may sign in."""
    adult = Affiliation.objects.filter(in_force(now), person=OuterRef("paired_by"), school=OuterRef("school"))
    attached = Attachment.objects.filter(
        in_force(now), person=OuterRef("paired_by"), class_group=OuterRef("class_group")
    ).exclude(kind=AttachmentKind.DELEGATE)
    runs = Q(Exists(adult.filter(profile__in=_HEADS))) | (
        Q(Exists(adult.filter(profile=Profile.TEACHER))) & Q(Exists(attached))
    )
    return ClassDevice.objects.filter(
        runs,
        Exists(Entitlement.objects.filter(in_force(now), school=OuterRef("school"))),
        ~Q(paired_by__account__state=AccountState.SUSPENDED),
        expires_at__gt=now,
        class_group__closed_at=None,
        class_group__year=F("school__running_year"),
    )


def device_of_key(key: str) -> ClassDevice | None:
    """Return the device whose cookie this is, with its class; None when it holds no more (one statement)."""
    if not key:
        return None
    rows = devices_in_force(clock.now()).filter(key_hash__in=device_hashes(key))
    return rows.select_related("class_group__door", "class_group__school").first()


def class_session_holds(session_id: int, key: str) -> bool:
    """A session of a class device, asked with that device's cookie, while the device holds (one statement)."""
    if not key:
        return False
    devices = devices_in_force(clock.now()).filter(key_hash__in=device_hashes(key))
    return ClassSession.objects.filter(session=session_id, device__in=devices).exists()


def secret_of(class_group: ClassGroup) -> Secret:
    door: ClassDoor | None = getattr(class_group, "door", None)
    return Secret(door.secret) if door else Secret.PICTURES


def _members(class_group_id: int, now: datetime) -> Q:
    """On Person: the pupils of that class now, whose account is not suspended."""
    here = ClassMembership.objects.filter(in_force(now), class_group=class_group_id, person=OuterRef("pk"))
    pupil = Affiliation.objects.filter(
        in_force(now), person=OuterRef("pk"), profile=Profile.PUPIL, school__classes=class_group_id
    )
    return Q(Exists(here)) & Q(Exists(pupil)) & ~Q(account__state=AccountState.SUSPENDED) & Q(erased_at=None)


@dataclass(frozen=True, slots=True)
class OnWall:
    """A child of the wall: the first name, and what parts two who share it (`told_apart`). Never more."""

    public_id: UUID
    # What the animal is drawn from.
    seed: str
    name: str


def wall_of(class_group: ClassGroup) -> list[OnWall]:
    """The children of the class by first name (one statement)."""
    rows = list(
        Person.objects.filter(_members(class_group.pk, clock.now()))
        .order_by("first_name", "sort_key", "pk")
        .only("public_id", "animal", "first_name", "last_name", "usual_name")
    )
    names = told_apart([(row.first_name, row.shown_last_name) for row in rows])
    return [OnWall(row.public_id, row.seed, name) for row, name in zip(rows, names, strict=True)]


def called_on_wall(class_group: ClassGroup, child: Person) -> str:
    """The child's name as the wall says it (one statement)."""
    found = (one.name for one in wall_of(class_group) if one.public_id == child.public_id)
    return next(found, child.first_name)


def child_of_class(class_group: ClassGroup, public_id: UUID) -> Person:
    """Return a child of that class. NotVisible: nobody, or of another class: the same work."""
    row = (
        Person.objects.filter(_members(class_group.pk, clock.now()), public_id=public_id)
        .select_related("account", "picture_password")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def child_by_id(class_group: ClassGroup, person_id: int) -> Person:
    """Return a child of the class by the id of a sealed page: the child may have left the class meanwhile."""
    row = (
        Person.objects.filter(_members(class_group.pk, clock.now()), pk=person_id)
        .select_related("account", "picture_password")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def badges_in_force(now: datetime) -> QuerySet[Badge]:
    """Return the badges that are not over, of a pupil of an open school whose account is not suspended."""
    pupil = Affiliation.objects.filter(
        in_force(now), person=OuterRef("person"), school=OuterRef("school"), profile=Profile.PUPIL
    )
    return Badge.objects.filter(
        Exists(pupil),
        Exists(Entitlement.objects.filter(in_force(now), school=OuterRef("school"))),
        ~Q(person__account__state=AccountState.SUSPENDED),
        expires_at__gt=now,
        person__erased_at=None,
    )


def badge_shown(code: str) -> Badge | None:
    """Return the badge of a code, with its child; None: unknown, killed, over."""
    return badge_by_hash(*badge_hashes(code))


def badge_by_hash(*hashes: str) -> Badge | None:
    rows = badges_in_force(clock.now()).select_related("person__account", "person__picture_password")
    return rows.filter(hash__in=hashes).first()


# --- Screens of who runs the class ----------------------------------------------------------------------------------


def class_run(actor: Actor, public_id: UUID) -> ClassGroup:
    """An open class that the actor runs. Raises NotVisible."""
    row = (
        ClassGroup.objects.filter(
            classes_run_by(actor), public_id=public_id, closed_at=None, year=F("school__running_year")
        )
        .select_related("school", "year", "door")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def pupil_run(actor: Actor, class_group: ClassGroup, public_id: UUID) -> Person:
    """Return a pupil of that class. Raises NotVisible."""
    here = ClassMembership.objects.filter(in_force(actor.now), class_group=class_group, person=OuterRef("pk"))
    row = Person.objects.filter(Exists(here), public_id=public_id).select_related("picture_password").first()
    if row is None:
        raise NotVisible
    return row


def devices_of(class_group: ClassGroup, now: datetime) -> list[ClassDevice]:
    """Return the devices that the class has now, the last lent first."""
    rows = devices_in_force(now).filter(class_group=class_group).select_related("paired_by")
    return list(rows.order_by("-paired_at", "-pk"))


@dataclass(frozen=True, slots=True)
class PupilKeys:
    """The pictures and the badge with which a child of the class enters."""

    person: Person
    pictures: PicturePassword | None
    badge: Badge | None
    # A device waits before it asks this child again.
    blocked: bool
    # So many wrong answers of late that somebody may be guessing.
    guessed: bool

    @property
    def badge_blocked(self) -> bool:
        return self.badge is not None and self.badge.tries >= MOST_TRIES


def pupils_of(class_group: ClassGroup, now: datetime) -> list[PupilKeys]:
    """The pupils of the class in order of their names, those who are stuck first (one statement)."""
    here = ClassMembership.objects.filter(in_force(now), class_group=class_group, person=OuterRef("pk"))
    waiting = PictureTry.objects.filter(person=OuterRef("pk"), waits_until__gt=now)
    people = Person.objects.filter(Exists(here)).select_related("picture_password", "badge")
    rows = [
        _keys(person, now) for person in people.annotate(waits=Exists(waiting)).order_by("sort_key", "pk")
    ]
    return sorted(rows, key=lambda row: not row.blocked)


def _keys(person: Any, now: datetime) -> PupilKeys:
    pictures: PicturePassword | None = getattr(person, "picture_password", None)
    tries = slow_count(pictures.tries, pictures.tried_at, now) if pictures else 0
    badge = _live(getattr(person, "badge", None), now)
    return PupilKeys(person, pictures, badge, blocked=person.waits, guessed=tries >= MANY)


def _live(badge: Badge | None, now: datetime) -> Badge | None:
    return badge if badge is not None and badge.expires_at > now else None


def members_of(class_group: ClassGroup, now: datetime, chosen: Sequence[UUID] = ()) -> list[Person]:
    """Return the pupils of the class, or those among them that were ticked. NotVisible: one is not of the class."""
    here = ClassMembership.objects.filter(in_force(now), class_group=class_group, person=OuterRef("pk"))
    people = Person.objects.filter(Exists(here)).order_by("sort_key", "pk")
    if not chosen:
        return list(people)
    found = list(people.filter(public_id__in=chosen))
    if len(found) < len(set(chosen)):
        raise NotVisible
    return found
