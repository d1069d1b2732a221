"""An act is taken away for a time, and given back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from eprimo.console.switches.policies import may_switch
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import Platform, Switch
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.switches import (
    SWITCHABLE,
    StandingSwitch,
    may_lift,
    schools_of,
    standing_switches,
)


class EndsBefore(DomainError):
    code = "ends-before"
    sentence = "La fin est déjà passée."
    status = 422


@transaction.atomic
def switch_set(
    *,
    actor: Actor,
    act: str,
    roles: Collection[str],
    ends: datetime | None,
    reason: str,
    territory_id: int | None = None,
) -> Switch:
    """Taken away at once: of a head in the own school, of an academy in one of its territories, of the platform
    everywhere. At the door's login. EndsBefore; NotVisible: no such act, role or territory."""
    require(may_switch, actor, actor.school_id)
    if act not in SWITCHABLE or not set(roles) <= {role.value for role in Role}:
        raise NotVisible
    own = actor.territory_ids if actor.role == Role.ACADEMY else {None}
    if territory_id not in own:
        raise NotVisible
    made = switch_made(
        act=act,
        roles=roles,
        ends=ends,
        reason=reason,
        territory_id=territory_id,
        school_id=actor.school_id if actor.role in HEADS else None,
        by=actor.person_id,
    )
    audit(actor, "switches.switch.set", made, taken=act, roles=sorted(roles))
    return made


def switch_made(
    *,
    act: str,
    roles: Collection[str],
    ends: datetime | None,
    reason: str,
    school_id: int | None = None,
    territory_id: int | None = None,
    by: int | None = None,
) -> Switch:
    """The row, and the counter that tells every process of it. The caller asks for the right."""
    now = clock.now()
    if ends is not None and ends <= now:
        raise EndsBefore(field="until")
    made = Switch.objects.create(
        act=act, roles=sorted(roles), starts=now, ends=ends, reason=reason, school_id=school_id,
        territory_id=territory_id, set_by_id=by,
    )  # fmt: skip
    counted()
    return made


@transaction.atomic
def switch_lift(*, actor: Actor, public_id: UUID) -> Switch:
    """Given back before its end. Forbidden: it is of somebody above. NotVisible: none that this person is told of."""
    one = next((one for one in seen_by(actor) if one.switch.public_id == public_id), None)
    if one is None:
        raise NotVisible
    require(may_switch, actor, actor.school_id)
    if not may_lift(actor, one):
        raise Forbidden
    switch = Switch.objects.select_for_update().get(pk=one.switch.pk)
    if switch.lifted_at is None:
        switch.lifted_at = clock.now()
        switch.save(update_fields=["lifted_at"])
        counted()
        audit(actor, "switches.switch.lifted", switch, taken=switch.act)
    return switch


def seen_by(actor: Actor) -> list[StandingSwitch]:
    """Those in force or to come that stand where this person answers: the platform sees all."""
    found = [
        one
        for one in standing_switches(actor.switch_counter)
        if one.switch.ends is None or actor.now < one.switch.ends
    ]
    if actor.role == Role.PLATFORM or not found:
        return found
    mine = schools_of(actor) if actor.role == Role.ACADEMY else {actor.school_id}
    return [one for one in found if one.schools is None or one.schools & mine]


def counted() -> None:
    """Every session sees with its next statement that something changed."""
    Platform.objects.update(switch_counter=F("switch_counter") + 1)


def of_command(act: str) -> Q:
    """On Switch: those of an act that are not over."""
    now = clock.now()
    return Q(act=act, lifted_at=None) & (Q(ends=None) | Q(ends__gt=now))
