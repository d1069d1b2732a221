"""Recording afternoons that the inspector arranged, and saying who of a class is in « toute petite section »."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from eprimo.foundation.directory.enums import Level
from eprimo.foundation.directory.models import ClassGroup, ClassMembership, Person, School
from eprimo.foundation.directory.policies.acts import can_change_settings
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.models import Arrangement, LittleOne
from eprimo.foundation.presence.policies import may_arrange
from eprimo.foundation.presence.queries.arrangements import of_nursery


@dataclass(frozen=True, slots=True)
class ArrangementDecision:
    """The inspector decided this: from when until when, the afternoons of which days of the week (0: Monday)."""

    first: date
    last: date
    weekdays: Collection[int]
    decided_on: date


@dataclass(frozen=True, slots=True)
class _Wrong:
    field: str
    sentence: str


@transaction.atomic
def afternoons_arrange(
    *, actor: Actor, child: Person, school: School, decided: ArrangementDecision
) -> Arrangement:
    """Let calls of these afternoons say « aménagé » of the child from now on; what a call said before stands. Raises
    DomainError with the field that is wrong."""
    require(may_arrange, actor, child, school.pk)
    if not of_nursery(actor, child, school):
        raise DomainError("Seules les après-midi de petite section s’aménagent.", code="level")
    if (wrong := _wrong(school, decided)) is not None:
        raise DomainError(wrong.sentence, field=wrong.field)
    made = Arrangement.objects.create(
        school_year=school.running_year_id, school=school, child=child, first=decided.first, last=decided.last,
        weekdays=sorted(set(decided.weekdays)), decided_on=decided.decided_on, by_id=actor.person_id,
        made_at=clock.now(),
    )  # fmt: skip
    audit(
        actor, "presence.afternoons.arranged", school_id=school.pk, subject_id=child.pk,
        first=decided.first.isoformat(), last=decided.last.isoformat(), weekdays=len(made.weekdays),
    )  # fmt: skip
    return made


def _wrong(school: School, decided: ArrangementDecision) -> _Wrong | None:
    today = clock.today(school.time_zone)
    if not set(decided.weekdays) or not set(decided.weekdays) <= set(range(6)):
        return _Wrong("weekdays", "Choisissez au moins un jour.")
    if decided.last < decided.first:
        return _Wrong("last", "La fin vient avant le début.")
    if school.running_year is None or decided.last > school.running_year.ends:
        return _Wrong("last", "L’aménagement finit au plus tard avec l’année scolaire.")
    if decided.last < today:
        return _Wrong("last", "Ces après-midi sont passées\u00a0: corrigez l’appel, en disant pourquoi.")
    if decided.decided_on > today:
        return _Wrong("decided_on", "La décision n’est pas encore prise ce jour-là.")
    return None


@transaction.atomic
def afternoons_end(*, actor: Actor, arrangement: Arrangement) -> None:
    """End an arrangement: the child comes on all afternoons again from tomorrow on; what did not begin yet goes. What
    calls said stands."""
    require(may_arrange, actor, arrangement.child, arrangement.school_id)
    today = clock.today(arrangement.school.time_zone)
    if arrangement.first > today:
        arrangement.delete()
    elif arrangement.last > today:
        arrangement.last = today
        arrangement.save(update_fields=["last"])
    audit(
        actor, "presence.afternoons.ended", school_id=arrangement.school_id, subject_id=arrangement.child_id,
        last=today.isoformat(),
    )  # fmt: skip


@transaction.atomic
def little_ones_mark(*, actor: Actor, class_group: ClassGroup, children: Collection[int]) -> int:
    """Note who of a class of several levels is in « toute petite section »: all others are counted. Returns how many.
    Raises DomainError: the class does not have that level beside others."""
    require(can_change_settings, actor, class_group.school_id)
    if Level.TPS not in class_group.levels or len(set(class_group.levels)) == 1:
        raise DomainError(
            "Cette classe n’a pas la toute petite section parmi d’autres niveaux.", code="level"
        )
    pupils = ClassMembership.objects.in_force(clock.now()).filter(class_group=class_group)
    wanted = set(children) & set(pupils.values_list("person", flat=True))
    rows = LittleOne.objects.filter(school_year=class_group.year_id, class_group=class_group)
    rows.exclude(child__in=wanted).delete()
    LittleOne.objects.bulk_create(
        [
            LittleOne(
                school_year=class_group.year_id, school_id=class_group.school_id, child_id=child,
                class_group=class_group, by_id=actor.person_id, made_at=clock.now(),
            )
            for child in sorted(wanted)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    audit(
        actor,
        "presence.little_ones.marked",
        class_group,
        school_id=class_group.school_id,
        children=len(wanted),
    )
    return len(wanted)
