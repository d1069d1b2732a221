"""Groups of the running year: made, renamed, filled, closed."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from eprimo.foundation.directory.actions.lookups import once, own_school
from eprimo.foundation.directory.enums import EndReason, Profile
from eprimo.foundation.directory.errors import AlreadyThere
from eprimo.foundation.directory.models import Affiliation, Group, GroupMembership, Person
from eprimo.foundation.directory.policies.acts import can_change_group
from eprimo.foundation.directory.policies.scope import ADULTS_OF_SCHOOL
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, NotVisible
from eprimo.foundation.kernel.rights import require

_MEMBERS = (*ADULTS_OF_SCHOOL, Profile.PUPIL, Profile.PARTNER)
_LABEL_TAKEN = "Un groupe de cette année porte déjà ce nom."


@transaction.atomic
def group_create(*, actor: Actor, school_id: int, label: str) -> Group:
    require(can_change_group, actor, school_id)
    school = own_school(school_id)
    try:
        with once():
            made = Group.objects.create(school=school, year=school.running_year, label=label.strip())
    except AlreadyThere as error:
        raise AlreadyThere(_LABEL_TAKEN, field="label") from error
    audit(actor, "directory.group.created", made)
    return made


@transaction.atomic
def group_rename(*, actor: Actor, group: Group, label: str) -> Group:
    require(can_change_group, actor, group.school_id)
    _open(group)
    group.label = label.strip()
    try:
        with once():
            group.save(update_fields=["label"])
    except AlreadyThere as error:
        raise AlreadyThere(_LABEL_TAKEN, field="label") from error
    audit(actor, "directory.group.renamed", group)
    return group


@transaction.atomic
def group_set_members(*, actor: Actor, group: Group, members: Sequence[Person]) -> tuple[int, int]:
    """Let exactly these people be the members of a group from now on; returns how many came and left. The dates of
    those who stay, and of a partner's invitation, are kept. Raises NotVisible for who is not of the school."""
    require(can_change_group, actor, group.school_id)
    _open(group)
    now = clock.now()
    wanted = {person.pk for person in members}
    here = Affiliation.objects.in_force(now).filter(school=group.school_id, profile__in=_MEMBERS)
    if wanted - set(here.filter(person__in=wanted).values_list("person", flat=True)):
        raise NotVisible
    present = GroupMembership.objects.in_force(now).filter(group=group)
    there = set(present.values_list("person", flat=True))
    left = present.exclude(person__in=wanted).update(ends=now, end_reason=EndReason.ENDED_BY_HAND)
    with once():
        GroupMembership.objects.bulk_create(
            GroupMembership(person_id=pk, group=group, school_id=group.school_id, starts=now)
            for pk in sorted(wanted - there)
        )
    audit(actor, "directory.group.filled", group, came=len(wanted - there), left=left)
    return len(wanted - there), left


@transaction.atomic
def group_close(*, actor: Actor, group: Group) -> None:
    """End a group and its links now."""
    require(can_change_group, actor, group.school_id)
    _open(group)
    now = clock.now()
    group.closed_at = now
    group.save(update_fields=["closed_at"])
    links = GroupMembership.objects.filter(group=group)
    count = links.in_force(now).update(ends=now, end_reason=EndReason.ENDED_BY_HAND)
    # Links that had not begun yet never will.
    links.filter(starts__gt=now).update(ends=F("starts"), end_reason=EndReason.ENDED_BY_HAND)
    audit(actor, "directory.group.closed", group, members=count)


def _open(group: Group) -> None:
    if group.closed_at is not None:
        raise Conflict("Ce groupe est clos.")
