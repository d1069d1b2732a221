"""Who is told of a session that met many refusals, and who learns whose it was."""

from django.db.models import Q

from eprimo.foundation.access.models import RefusalAlarm
from eprimo.foundation.directory.policies.family import is_family
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy
from eprimo.foundation.kernel.switches import schools_of

WHO = HEADS | {Role.ACADEMY, Role.PLATFORM}


def alarms_visible_to(actor: Actor) -> Q:
    """On RefusalAlarm, never one about oneself: a head those of the own school, the academy those of its territory, the
    platform all, by their pseudonyms."""
    others = ~Q(person=actor.person_id)
    if actor.role in HEADS:
        return others & Q(school=actor.school_id)
    if actor.role == Role.ACADEMY:
        return others & Q(school__in=schools_of(actor))
    return others if actor.role == Role.PLATFORM else Q(pk__in=[])


@policy("alarms.alarm.name", strong=Strength.STRONG)
def may_name(actor: Actor, alarm: RefusalAlarm) -> bool:
    """« director: own school; academy: own territory; platform: all, by hash, unread »: of who acts for no school the
    platform alone answers. Not oneself, nor the own family."""
    if alarm.person_id == actor.person_id or is_family(actor, alarm.person_id):
        return False
    if actor.role == Role.PLATFORM:
        return alarm.school_id is None
    if actor.role in HEADS:
        return actor.directs(alarm.school_id)
    return actor.role == Role.ACADEMY and alarm.school_id in schools_of(actor)
