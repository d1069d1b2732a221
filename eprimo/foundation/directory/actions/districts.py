"""What a list of schools says besides the schools: circonscriptions, successors, closures."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

from eprimo.foundation.directory.enums import EndReason
from eprimo.foundation.directory.models import Circonscription, Entitlement, School, SchoolCirconscription
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something of one school that was not taken, with a sentence in French."""

    uai: str
    what: str
    sentence: str


def districts_keep(*, schools: dict[str, School], wanted: dict[str, str]) -> int:
    """Put schools under the circonscriptions named, made when they are missing. Returns how many schools changed."""
    named = {(schools[uai].commune.department_id, name) for uai, name in wanted.items()}
    Circonscription.objects.bulk_create(
        [Circonscription(department_id=department, name=name) for department, name in sorted(named)],
        ignore_conflicts=True,
    )
    departments = {department for department, _ in named}
    ids = {
        (row.department_id, row.name): row.pk
        for row in Circonscription.objects.filter(department__in=departments)
    }
    now = clock.now()
    said = {schools[uai].pk: ids[schools[uai].commune.department_id, name] for uai, name in wanted.items()}
    links = SchoolCirconscription.objects.in_force(now).filter(school__in=said)
    under = dict(links.values_list("school_id", "circonscription_id"))
    moved = {school: district for school, district in said.items() if under.get(school) != district}
    links.filter(school__in=moved).update(ends=now, end_reason=EndReason.ABSENT_FROM_SOURCE)
    SchoolCirconscription.objects.bulk_create(
        [
            SchoolCirconscription(school_id=school, circonscription_id=to, starts=now)
            for school, to in moved.items()
        ],
        batch_size=2000,
    )
    return len(moved)


def successors_keep(*, schools: dict[str, School], wanted: dict[str, str]) -> tuple[Doubt, ...]:
    """Note which school took the place of which. What is not known, or turns in a circle, is returned as a doubt and
    left out."""
    others = School.objects.filter(uai__in=set(wanted.values()) - schools.keys())
    found = schools | {row.uai: row for row in others}
    doubts = []
    changed = []
    for uai, successor in wanted.items():
        to = found.get(successor)
        if to is None:
            doubts.append(Doubt(uai, "successor", f"L’école {successor}, qui lui succède, n’est pas connue."))
        elif _follows(uai, successor, wanted):
            doubts.append(Doubt(uai, "successor", f"{uai} et {successor} se succèdent l’une à l’autre."))
        elif schools[uai].successor_id != to.pk:
            schools[uai].successor = to
            changed.append(schools[uai])
    School.objects.bulk_update(changed, ["successor"], batch_size=500)
    return tuple(doubts)


def _follows(uai: str, successor: str, wanted: dict[str, str]) -> bool:
    """Tell whether following the successors leads back to the school."""
    seen = set()
    while successor in wanted and successor not in seen:
        seen.add(successor)
        successor = wanted[successor]
    return successor == uai or successor in seen


def schools_shut(*, schools: list[School]) -> int:
    """End now what opens schools that are closed: sign-in and exports stay. Returns how many lost something."""
    now = clock.now()
    open_ones = Entitlement.objects.in_force(now).filter(school__in=schools, starts__lt=now)
    shut = set(open_ones.values_list("school_id", flat=True))
    open_ones.update(ends=now)
    for school in schools:
        if school.pk in shut:
            until = timezone.localdate(now, ZoneInfo(school.time_zone)).isoformat()
            audit(None, "directory.entitlement.ended", school, school_id=school.pk, until=until)
    return len(shut)
