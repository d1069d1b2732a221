"""How a person wants to be told: chosen by the person, or stopped from an e-mail."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.notifications.models import Lane, Pause, Preference, Rhythm, Round, RoundState
from eprimo.foundation.notifications.policies import may_choose, may_choose_for
from eprimo.foundation.notifications.rhythms import Level, offered_choices, rhythms_of_level

LONGEST_PAUSE = timedelta(days=366)


@transaction.atomic
def level_choose(*, actor: Actor, level: Level) -> None:
    """One choice for all children, lanes and channels."""
    require(may_choose, actor)
    Preference.objects.filter(person=actor.person_id).delete()
    if level != Level.ESSENTIAL:
        _keep(actor.person_id, None, rhythms_of_level(level))
    audit(actor, "notifications.preference.chosen", level=str(level))


@transaction.atomic
def preferences_choose(
    *, actor: Actor, wanted: Mapping[tuple[Lane, str], Rhythm | None], child_id: int | None = None
) -> None:
    """Each lane by each channel, for all children or for one; None: as for all. What cannot be chosen is refused."""
    if child_id is None:
        require(may_choose, actor)
    else:
        require(may_choose_for, actor, child_id)
    possible = {(lane, way.key): way.choices(lane) for lane, way in offered_choices()}
    for where, rhythm in wanted.items():
        if rhythm is not None and rhythm not in possible.get(where, ()):
            raise DomainError(_("Ce choix n’existe pas."))
    Preference.objects.filter(person=actor.person_id, child=child_id).delete()
    _keep(
        actor.person_id, child_id, {where: rhythm for where, rhythm in wanted.items() if rhythm is not None}
    )
    audit(actor, "notifications.preference.detailed", by_child=child_id is not None)


def _keep(person_id: int, child_id: int | None, wanted: Mapping[tuple[Lane, str], Rhythm]) -> None:
    Preference.objects.bulk_create(
        Preference(person_id=person_id, child_id=child_id, lane=lane, channel=channel, rhythm=rhythm)
        for (lane, channel), rhythm in wanted.items()
    )


@transaction.atomic
def pause_begin(*, actor: Actor, until: date) -> None:
    """Let nothing be sent before that day, at midnight of the person's zone."""
    require(may_choose, actor)
    at = datetime.combine(until, time(), ZoneInfo(actor.time_zone))
    now = clock.now()
    if at <= now:
        raise DomainError(_("Choisissez un jour à venir."), field="until")
    if at > now + LONGEST_PAUSE:
        raise DomainError(_("Choisissez un jour dans l’année qui vient."), field="until")
    Pause.objects.update_or_create(person_id=actor.person_id, defaults={"until": at})
    audit(actor, "notifications.pause.begun")


@transaction.atomic
def pause_end(*, actor: Actor) -> None:
    """Tell again from now on: the next digest says what came meanwhile."""
    require(may_choose, actor)
    now = clock.now()
    pause = Pause.objects.select_for_update().filter(person=actor.person_id, until__gt=now).first()
    if pause is None:
        return
    # What was put off to its end waits no longer; the quiet hours of now still hold.
    waiting = Round.objects.filter(person=actor.person_id, state=RoundState.PENDING, due_at=pause.until)
    waiting.update(due_at=now, tries=0)
    Pause.objects.filter(pk=pause.pk).update(until=now)
    audit(actor, "notifications.pause.ended")


@transaction.atomic
def rhythm_stop(*, key: UUID, ringing: bool = False) -> bool:
    """Stop what a message came by: the lanes that its channel tells of at its rhythm, of all children; `ringing`: it
    was about what could not ring, so what rings stops too. Whoever holds the message may (RFC 8058): its key is in no
    other place. False: no such message."""
    # Locked: a mail provider and the person may ask at the same moment.
    found = Round.objects.select_for_update().filter(key=key).first()
    if found is None:
        return False
    own = Preference.objects.filter(person=found.person_id, channel=found.channel)
    chosen = set(own.filter(child=None).values_list("lane", flat=True))
    rhythms = {Rhythm(found.rhythm), Rhythm.NOW} if ringing else {Rhythm(found.rhythm)}
    stopped = own.filter(rhythm__in=rhythms).update(rhythm=Rhythm.NEVER)
    usual = rhythms_of_level(Level.ESSENTIAL)
    silent = {
        (lane, channel): Rhythm.NEVER
        for (lane, channel), rhythm in usual.items()
        if channel == found.channel and rhythm in rhythms and lane not in chosen
    }
    _keep(found.person_id, None, silent)
    if stopped or silent:
        audit(None, "notifications.preference.stopped", subject_id=found.person_id, rhythm=found.rhythm)
    return True
