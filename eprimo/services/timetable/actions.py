"""Writing the week of a class. Nobody is told: who looks finds it."""

from collections.abc import Iterable
from datetime import time
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from eprimo.foundation.content.richtext import clean_text
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.rights import require
from eprimo.services.timetable.models import MOST_LETTERS, Slot
from eprimo.services.timetable.pictures import WORDS
from eprimo.services.timetable.policies import may_write
from eprimo.services.timetable.queries import sources_for
from eprimo.ui.french import DAYS, clock_time

# Moments of one day.
MOST = 16


@transaction.atomic
def slots_add(
    *,
    actor: Actor,
    class_group: ClassGroup,
    weekdays: Iterable[int],
    starts_at: time,
    ends_at: time,
    picture: str,
    title: str = "",
) -> int:
    """Add the same moment on one or several days of the week. Returns how many were not there yet: twice is once.
    Raises DomainError at the field that is wrong."""
    require(may_write, actor, class_group)
    _hold(class_group)
    title = _checked(starts_at, ends_at, picture, title)
    days = sorted(set(weekdays))
    if not days or not set(days) <= set(range(7)):
        raise DomainError("Cochez au moins un jour.", field="weekdays")
    made = [
        Slot(
            school_id=class_group.school_id, class_group=class_group, weekday=day, starts_at=starts_at,
            ends_at=ends_at, title=title, picture=picture,
        )
        for day in days
    ]  # fmt: skip
    fresh = [one for one in made if not _is_there(one)]
    for one in fresh:
        _require_free(one)
    Slot.objects.bulk_create(fresh)
    if fresh:
        audit(actor, "timetable.slot.added", class_group, school_id=class_group.school_id, slots=len(fresh))
    return len(fresh)


@transaction.atomic
def slot_change(
    *, actor: Actor, slot: Slot, starts_at: time, ends_at: time, picture: str, title: str = ""
) -> None:
    """Other hours, another word or picture, for that day alone."""
    require(may_write, actor, slot.class_group)
    _hold(slot.class_group)
    slot.title, slot.picture = _checked(starts_at, ends_at, picture, title), picture
    slot.starts_at, slot.ends_at = starts_at, ends_at
    _require_free(slot)
    slot.save()
    audit(actor, "timetable.slot.changed", slot.class_group, school_id=slot.school_id)


@transaction.atomic
def slot_remove(*, actor: Actor, slot: Slot) -> None:
    require(may_write, actor, slot.class_group)
    slot.delete()
    audit(actor, "timetable.slot.removed", slot.class_group, school_id=slot.school_id)


@transaction.atomic
def week_copy(*, actor: Actor, class_group: ClassGroup, source: UUID) -> int:
    """Take the week of another class of the school again, of this year or a former one: what stands here already stays,
    and what would meet it is left out. Returns how many moments came. Raises NotVisible for a class that is none."""
    require(may_write, actor, class_group)
    _hold(class_group)
    taken = next((one for one in sources_for(actor, class_group) if one.public_id == source), None)
    if taken is None:
        raise NotVisible
    made = 0
    for one in Slot.objects.filter(class_group=taken).order_by("weekday", "starts_at", "pk"):
        again = Slot(
            school_id=class_group.school_id, class_group=class_group, weekday=one.weekday, starts_at=one.starts_at,
            ends_at=one.ends_at, title=one.title, picture=one.picture,
        )  # fmt: skip
        if not _meets(again).exists() and not _is_full(again):
            again.save(force_insert=True)
            made += 1
    if made:
        audit(actor, "timetable.week.copied", class_group, school_id=class_group.school_id, slots=made)
    return made


# --- pieces ------------------------------------------------------------------------------------------------------


def _hold(class_group: ClassGroup) -> None:
    """One writer at a time: two moments that meet are seen by the second."""
    ClassGroup.objects.select_for_update(no_key=True).get(pk=class_group.pk)


def _checked(starts_at: time, ends_at: time, picture: str, title: str) -> str:
    """The word of the moment: as typed, else that of its picture."""
    if picture not in WORDS:
        raise DomainError("Choisissez une image dans la liste.", field="picture")
    if ends_at <= starts_at:
        raise DomainError("La fin est avant le début.", field="ends_at")
    title = " ".join(clean_text(title).split())
    if len(title) > MOST_LETTERS:
        raise DomainError(f"{MOST_LETTERS} lettres au plus.", field="title")
    return title or WORDS[picture]


def _meets(slot: Slot) -> QuerySet[Slot]:
    """What stands at the same time of the same day."""
    rows = Slot.objects.filter(class_group=slot.class_group, weekday=slot.weekday)
    return rows.filter(starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at).exclude(pk=slot.pk)


def _is_there(slot: Slot) -> bool:
    same = {name: getattr(slot, name) for name in ("starts_at", "ends_at", "title", "picture")}
    return _meets(slot).filter(**same).exists()


def _is_full(slot: Slot) -> bool:
    rows = Slot.objects.filter(class_group=slot.class_group, weekday=slot.weekday)
    return rows.exclude(pk=slot.pk).count() >= MOST


def _require_free(slot: Slot) -> None:
    day = DAYS[slot.weekday]
    if found := _meets(slot).order_by("starts_at").first():
        raise DomainError(
            f"Le {day}, il y a déjà «\N{NO-BREAK SPACE}{found.title}\N{NO-BREAK SPACE}» de "
            f"{clock_time(found.starts_at)} à {clock_time(found.ends_at)}.",
            field="starts_at",
        )
    if _is_full(slot):
        raise DomainError(f"{MOST} moments au plus par jour.", field="weekdays")
