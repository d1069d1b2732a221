"""Files of ONDE that tell next year fill the plan of the school that prepared it; the directory is not touched.

Pupils and adults of now are placed. Who is not of the school yet is counted: the import that follows the change of year
brings them, as all else of the files. (docs/decisions/0028)
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from eprimo.foundation.directory.actions.year_sources import ToldAdult, ToldPupil, YearTold, year_plan_told
from eprimo.foundation.directory.enums import Level, Source
from eprimo.foundation.intake.merge.plan import Ahead, Plan
from eprimo.foundation.intake.merge.state import SchoolState
from eprimo.foundation.intake.onde.text import fold, french
from eprimo.foundation.intake.records import Delivery, Kind, Problem, PupilRecord, Severity
from eprimo.foundation.kernel.actor import Actor
from eprimo.ui.plurals import counted


def look_ahead(plan: Plan, delivery: Delivery, state: SchoolState) -> Plan:
    """What the plan of an import becomes: next year's places, what was told of the files, what is asked."""
    units = {fold(one.label) for one in delivery.classes if one.levels == (Level.ULIS.value,)}
    live = state.live_pupils
    pupils: dict[int, ToldPupil] = {}
    newcomers: Counter[str] = Counter()
    for one in plan.pupils:
        label = _class_of(one.record, units)
        if one.who.person in live and label:
            level = one.record.levels[0] if len(one.record.levels) == 1 else ""
            pupils.setdefault(one.who.person, ToldPupil(one.who.person, label, level))
        elif label:
            newcomers[label] += 1
    adults = [
        ToldAdult(one.who.person, label)
        for one in plan.teachers
        if one.who.person in state.live_staff
        for label in one.record.classes
    ]
    unknown = sum(
        bool(one.record.classes) and one.who.person not in state.live_staff for one in plan.teachers
    )
    names = {person: state.people[person].shown for person in pupils}
    whole = delivery.pupils is not None and not delivery.rows_lost[Kind.PUPILS]
    ahead = Ahead(list(pupils.values()), adults, whole, dict(newcomers), unknown, names)
    problems = [*plan.problems, *_remarks(ahead)]
    return Plan(
        problems=problems,
        asks=plan.asks,
        refused=plan.refused,
        ahead=ahead,
        suspect=plan.suspect,
        facts=plan.facts,
    )


def fill(ahead: Ahead, state: SchoolState, *, actor: Actor | None, only_look: bool = False) -> None:
    """Write it into the plan of the school, or find what would be written; `ahead` says then what changed."""
    with transaction.atomic():
        told = year_plan_told(
            school_id=state.school.pk, pupils=ahead.pupils, whole=ahead.whole, source=Source.ONDE,
            adults=ahead.adults, actor=actor,
        )  # fmt: skip
        ahead.told = told_of(told, _names(ahead, state), ahead) if told is not None else None
        if only_look:
            transaction.set_rollback(True)


def _class_of(record: PupilRecord, units: set[str]) -> str:
    """Of two classes, the one of a level: the pupil of a unit is in it for part of the week."""
    return min(record.classes, key=lambda label: fold(label) in units, default="")


def told_of(told: YearTold, names: Mapping[int, str], ahead: Ahead | None = None) -> dict[str, Any]:
    """What is shown and kept of it."""

    def name(person: int) -> str:
        return names.get(person, "")

    newcomers = ahead.newcomers if ahead is not None else {}
    return {
        "year": str(told.change.to_year),
        "placed": told.placed,
        "moved": [{"name": name(who), "was": was, "now": now} for who, was, now in told.moved],
        "kept": [{"name": name(who), "now": now, "told": said} for who, now, said in told.kept],
        "added": told.added, "dropped": told.dropped, "taught": told.taught,
        "newcomers": [{"class": label, "count": count} for label, count in sorted(newcomers.items())],
        "arriving": sum(newcomers.values()),
    }  # fmt: skip


def _names(ahead: Ahead, state: SchoolState) -> dict[int, str]:
    """Pupils whom the files do not name are named as the directory does."""
    return {person: known.shown for person, known in state.people.items()} | ahead.names


def _remarks(ahead: Ahead) -> list[Problem]:
    found = []
    if ahead.unknown_adults:
        found.append(
            f"{counted(ahead.unknown_adults, 'enseignant')} des fichiers, pas encore de l’école : à choisir pour sa"
            " classe une fois sur place."
        )
    return [Problem("", 0, "", french(one), Severity.INFO, "newcomers") for one in found]


def sentences(said: dict[str, Any]) -> list[str]:
    """For a terminal."""
    lines = [
        f"Ces fichiers sont ceux de {said['year']} : ils remplissent l’année préparée. Rien d’autre ne change.",
        (
            f"  élèves placés par les fichiers : {said['placed']}, qui changent de place : {len(said['moved'])}, placés"
            f" autrement à la main : {len(said['kept'])}, pas encore de l’école : {said['arriving']}"
        ),
    ]
    for words, labels in (("à prévoir", said["added"]), ("qui ne sont plus prévues", said["dropped"])):
        lines += [f"  classes {words} : {', '.join(labels)}"] if labels else []
    return [*lines, *(f"  - {one['name']} : {one['was']} → {one['now']}" for one in said["moved"])]
