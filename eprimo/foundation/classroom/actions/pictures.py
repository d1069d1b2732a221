"""The pictures of the children of a class: drawn, shown to who runs it, drawn again, tried again."""

from collections.abc import Sequence

from django.db import transaction

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.accounts.sessions import sessions_end
from eprimo.foundation.classroom.models import PicturePassword, PictureTry
from eprimo.foundation.classroom.pictures import (
    Picture,
    PicturesUnreadable,
    draw_pictures,
    pictures_close,
    pictures_open,
)
from eprimo.foundation.classroom.policies import may_keep_pictures
from eprimo.foundation.classroom.queries import members_of
from eprimo.foundation.directory.models import ClassGroup, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require


@transaction.atomic
def pictures_ensure(*, actor: Actor, class_group: ClassGroup) -> int:
    """Pictures for each child of the class who has none; returns how many were given."""
    require(may_keep_pictures, actor, class_group)
    return missing_drawn(actor, class_group, members_of(class_group, clock.now()))


def missing_drawn(actor: Actor, class_group: ClassGroup, pupils: Sequence[Person]) -> int:
    """Draw the pictures that are missing, inside an action that asked for the right. Two at once: the first wins, the
    pictures of a child stay the same."""
    having = set(
        PicturePassword.objects.filter(person__in=pupils).order_by().values_list("person", flat=True)
    )
    rows = [
        PicturePassword(
            person_id=one.pk, school_id=class_group.school_id, made_at=clock.now(),
            pictures=pictures_close(one.pk, draw_pictures()),
        )
        for one in pupils
        if one.pk not in having
    ]  # fmt: skip
    if rows:
        PicturePassword.objects.bulk_create(rows, ignore_conflicts=True)
        audit(
            actor,
            "classroom.pictures.given",
            class_group,
            school_id=class_group.school_id,
            children=len(rows),
        )
    return len(rows)


@transaction.atomic
def pictures_renew(*, actor: Actor, class_group: ClassGroup, pupil: Person) -> None:
    """Three new pictures: the old ones open nothing, the child's sessions end, tries begin again."""
    require(may_keep_pictures, actor, class_group)
    PicturePassword.objects.update_or_create(
        person=pupil,
        defaults={
            "school_id": class_group.school_id,
            "pictures": pictures_close(pupil.pk, draw_pictures()),
            "made_at": clock.now(),
            "tries": 0,
            "tried_at": None,
        },
    )
    PictureTry.objects.filter(person=pupil).delete()
    account = Account.objects.filter(person=pupil).first()
    ended = sessions_end(account) if account else 0
    audit(
        actor, "classroom.pictures.renewed", class_group,
        school_id=class_group.school_id, subject_id=pupil.pk, sessions=ended,
    )  # fmt: skip


@transaction.atomic
def pictures_unlock(*, actor: Actor, class_group: ClassGroup, pupil: Person) -> None:
    """Let a child try again at once, on every device, with the same pictures."""
    require(may_keep_pictures, actor, class_group)
    if _forget([pupil]):
        audit(
            actor, "classroom.pictures.unlocked", class_group,
            school_id=class_group.school_id, subject_id=pupil.pk,
        )  # fmt: skip


@transaction.atomic
def class_unlock(*, actor: Actor, class_group: ClassGroup) -> int:
    """Unlock the whole class: no device waits any more; returns how many children it was about."""
    require(may_keep_pictures, actor, class_group)
    freed = _forget(members_of(class_group, clock.now()))
    if freed:
        audit(actor, "classroom.class.unlocked", class_group, school_id=class_group.school_id, children=freed)
    return freed


def _forget(pupils: Sequence[Person]) -> int:
    """Every wrong answer; returns for how many children there was one."""
    tried = PictureTry.objects.filter(person__in=pupils)
    slowly = PicturePassword.objects.filter(person__in=pupils, tries__gt=0)
    found = {*tried.values_list("person", flat=True), *slowly.values_list("person", flat=True)}
    tried.delete()
    slowly.update(tries=0, tried_at=None)
    return len(found)


@transaction.atomic
def pictures_show(
    *, actor: Actor, class_group: ClassGroup, pupil: Person | None = None
) -> dict[int, list[Picture]]:
    """Return the pictures of one child, or of the class, by person; on screen or on paper, it is written in the trail.

    Those whose key is no longer given are left out.
    """
    require(may_keep_pictures, actor, class_group)
    people = [pupil] if pupil is not None else members_of(class_group, clock.now())
    found: dict[int, list[Picture]] = {}
    for row in PicturePassword.objects.filter(person__in=people):
        try:
            found[row.person_id] = pictures_open(row)
        except PicturesUnreadable:
            continue
    audit(
        actor, "classroom.pictures.shown", class_group, school_id=class_group.school_id,
        subject_id=pupil.pk if pupil else None, children=len(found),
    )  # fmt: skip
    return found
