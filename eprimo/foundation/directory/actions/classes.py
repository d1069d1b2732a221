"""Classes: made, renamed, closed; pupils who change class; adults attached."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from eprimo.foundation.directory.actions.lookups import adult_of, once, own_school, pupil_of
from eprimo.foundation.directory.enums import AttachmentKind, EndReason, Level, Source
from eprimo.foundation.directory.errors import AlreadyThere, WrongDates
from eprimo.foundation.directory.locks import schools_held
from eprimo.foundation.directory.models import Attachment, ClassGroup, ClassMembership, Person
from eprimo.foundation.directory.policies.acts import (
    can_change_attachment,
    can_change_class,
    can_delegate_follow_up,
)
from eprimo.foundation.directory.skins import skin_require
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, NotVisible
from eprimo.foundation.kernel.rights import require

_LABEL_TAKEN = "Une classe de cette année porte déjà ce nom."


@transaction.atomic
def class_create(*, actor: Actor, school_id: int, label: str, levels: list[str]) -> ClassGroup:
    """Make a class of the running year. Raises AlreadyThere when the label is taken (accents and case apart)."""
    require(can_change_class, actor, school_id)
    school = own_school(school_id)
    try:
        with once():
            made = ClassGroup.objects.create(
                school=school, year=school.running_year, label=label.strip(), levels=_ordered(levels),
                source=Source.MANUAL,
            )  # fmt: skip
    except AlreadyThere as error:
        raise AlreadyThere(_LABEL_TAKEN, field="label") from error
    audit(actor, "directory.class.created", made)
    return made


@transaction.atomic
def class_change(
    *, actor: Actor, class_group: ClassGroup, label: str, levels: list[str], skin: str
) -> ClassGroup:
    """Change the name, the levels and the look of a class. Who is in it does not move. Raises TooOldForPictures,
    AlreadyThere."""
    require(can_change_class, actor, class_group.school_id)
    _open(class_group)
    skin_require(skin, levels)
    class_group.label, class_group.levels, class_group.skin = label.strip(), _ordered(levels), skin
    try:
        with once():
            class_group.save(update_fields=["label", "levels", "skin"])
    except AlreadyThere as error:
        raise AlreadyThere(_LABEL_TAKEN, field="label") from error
    audit(actor, "directory.class.changed", class_group, levels=class_group.levels, skin=skin)
    return class_group


@transaction.atomic
def class_close(*, actor: Actor, class_group: ClassGroup) -> None:
    """Make the class an archive for those present today: its links end at the closing instant."""
    require(can_change_class, actor, class_group.school_id)
    _open(class_group)
    now = clock.now()
    class_group.closed_at = now
    class_group.save(update_fields=["closed_at"])
    pupils = _end(ClassMembership.objects.filter(class_group=class_group), now)
    adults = _end(Attachment.objects.filter(class_group=class_group), now)
    audit(actor, "directory.class.closed", class_group, pupils=pupils, adults=adults)


@transaction.atomic
def pupil_move(*, actor: Actor, pupil: Person, to: ClassGroup) -> ClassMembership:
    """Put a pupil in that class only, from now on: what the old class sees is gone on the next request."""
    require(can_change_class, actor, to.school_id)
    pupil_of(to.school_id, pupil)
    _open(to)
    schools_held([to.school_id])
    now = clock.now()
    current = ClassMembership.objects.in_force(now).filter(person=pupil, school=to.school_id)
    if current.filter(class_group=to).exists():
        raise AlreadyThere("Cet élève est déjà dans cette classe.", field="to")
    left = list(current.values_list("class_group", flat=True))
    current.update(ends=now, end_reason=EndReason.MOVED)
    with once():
        made = ClassMembership.objects.create(
            person=pupil, class_group=to, school_id=to.school_id, starts=now
        )
    audit(actor, "directory.pupil.moved", to, subject_id=pupil.pk, left=left)
    return made


@transaction.atomic
def attachment_add(
    *,
    actor: Actor,
    adult: Person,
    class_group: ClassGroup | None = None,
    child: Person | None = None,
    kind: str = AttachmentKind.TEACHES,
    starts: datetime | None = None,
    ends: datetime | None = None,
) -> Attachment:
    """Tie an adult of the school to a class or to one child. The tie survives imports."""
    school_id = class_group.school_id if class_group else actor.school_id or 0
    if kind == AttachmentKind.DELEGATE:
        raise NotVisible
    require(can_change_attachment, actor, school_id)
    return _attach(
        actor, adult, school_id, "directory.attachment.added",
        class_group=class_group, child=child, kind=kind, starts=starts or clock.now(), ends=ends,
    )  # fmt: skip


@transaction.atomic
def follow_up_delegate(
    *, actor: Actor, adult: Person, class_group: ClassGroup, ends: datetime | None = None
) -> Attachment:
    """Let a named person follow the notes of a class; given by the director alone."""
    require(can_delegate_follow_up, actor, class_group)
    return _attach(
        actor, adult, class_group.school_id, "directory.follow_up.delegated",
        class_group=class_group, child=None, kind=AttachmentKind.DELEGATE, starts=clock.now(), ends=ends,
    )  # fmt: skip


def _attach(
    actor: Actor, adult: Person, school_id: int, act: str, *, class_group: ClassGroup | None, child: Person | None,
    kind: str, starts: datetime, ends: datetime | None,
) -> Attachment:  # fmt: skip
    adult_of(school_id, adult)
    if child is not None:
        pupil_of(school_id, child)
    if class_group is not None:
        _open(class_group)
    if ends is not None and ends <= max(starts, clock.now()):
        raise WrongDates(field="ends")
    with once():
        made = Attachment.objects.create(
            person=adult, school_id=school_id, class_group=class_group, child=child, kind=kind,
            starts=starts, ends=ends,
        )  # fmt: skip
    target: ClassGroup | Person | None = class_group or child
    audit(actor, act, target, subject_id=adult.pk, kind=kind)
    return made


@transaction.atomic
def attachment_end(*, actor: Actor, attachment: Attachment) -> None:
    """End the tie of an adult now; there is nothing to do when it is over already."""
    require(can_change_attachment, actor, attachment.school_id)
    now = clock.now()
    if attachment.ends is not None and attachment.ends <= now:
        return
    attachment.ends = max(now, attachment.starts)
    attachment.end_reason = EndReason.ENDED_BY_HAND
    attachment.save(update_fields=["ends", "end_reason"])
    target = attachment.class_group or attachment.child
    audit(actor, "directory.attachment.ended", target, subject_id=attachment.person_id, kind=attachment.kind)


def _end(links: QuerySet[Attachment] | QuerySet[ClassMembership], now: datetime) -> int:
    return links.filter(starts__lte=now, ends=None).update(
        ends=now, end_reason=EndReason.YEAR_CLOSED
    ) + links.filter(starts__lte=now, ends__gt=now).update(ends=now, end_reason=EndReason.YEAR_CLOSED)


def _open(class_group: ClassGroup) -> None:
    if class_group.closed_at is not None:
        raise Conflict("Cette classe est close.")


def _ordered(levels: list[str]) -> list[str]:
    """In order of age, each once."""
    return [level.value for level in Level if level.value in levels]
