"""What a source tells of next year's classes goes into the plan of the school; what a human placed stays."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Q

from eprimo.foundation.directory.actions.years import counts_of, ordered_levels, plan_complete
from eprimo.foundation.directory.enums import AttachmentKind, PupilOutcome, Source, YearState
from eprimo.foundation.directory.locks import schools_held
from eprimo.foundation.directory.models import (
    Affiliation,
    PlannedAttachment,
    PlannedClass,
    PlannedPupil,
    YearChange,
)
from eprimo.foundation.directory.policies.scope import ADULTS_OF_SCHOOL
from eprimo.foundation.directory.queries.years import DIFFERS, TOLD
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit

_MOVE = """
UPDATE directory_plannedpupil p SET outcome = u.outcome, planned_class_id = u.planned, level = u.level,
  guessed = u.guessed, held = u.held, source = u.source, told_class_id = u.told
FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::boolean[], %s::boolean[], %s::text[], %s::bigint[])
  AS u(id, outcome, planned, level, guessed, held, source, told)
WHERE p.id = u.id AND p.change_id = %s"""
_LABEL = 60


@dataclass(frozen=True, slots=True)
class ToldPupil:
    """A pupil of the school, and their class of next year."""

    person_id: int
    label: str
    level: str


@dataclass(frozen=True, slots=True)
class ToldAdult:
    """Somebody who teaches a class next year."""

    person_id: int
    label: str


@dataclass(slots=True)
class YearTold:
    """Changes that a source made in the plan. Places are labels of classes, or what else becomes of a pupil."""

    change: YearChange
    # (person, place before, place now)
    moved: list[tuple[int, str, str]] = field(default_factory=list)
    # Placed otherwise by a human: (person, that place, class that is told).
    kept: list[tuple[int, str, str]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    # Classes whose teachers are others.
    taught: list[str] = field(default_factory=list)
    # Pupils who are told, and lines of the plan that are others.
    placed: int = 0
    lines: int = 0


@transaction.atomic
def year_plan_told(
    *, school_id: int, pupils: Sequence[ToldPupil], whole: bool, source: Source = Source.AAF,
    adults: Sequence[ToldAdult] = (), actor: Actor | None = None,
) -> YearTold | None:  # fmt: skip
    """Write into the prepared change what a source tells; where none is prepared, nothing. `whole`: who is not named
    has no class there. What was placed or chosen by hand stays, and what is told is shown beside."""
    schools_held([school_id])
    rows = YearChange.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("school__running_year").filter(school=school_id, state=YearState.PREPARED)
    change = found.first()
    if change is None:
        return None
    plan_complete(change)
    told = YearTold(change, placed=len(pupils))
    classes = _classes(told, pupils, adults, source)
    _lines(told, {one.person_id: one for one in pupils}, classes, source, whole=whole)
    if whole:
        _left_empty(told, classes)
    if adults:
        _adults(told, adults, classes, source)
    lines = change.pupils.all()
    numbers = {"told": lines.filter(TOLD).count(), "differ": lines.filter(DIFFERS).count()}
    change.counts = change.counts | {"classes": change.classes.count(), **counts_of(change), **numbers}
    change.told_at, change.told_by = clock.now(), source
    change.save(update_fields=["counts", "told_at", "told_by"])
    if told.lines or told.dropped or told.taught:
        audit(
            actor,
            "directory.year.told",
            change,
            school_id=school_id,
            moved=told.lines,
            by=source.value,
            **numbers,
        )
    return told


def _classes(
    told: YearTold, pupils: Sequence[ToldPupil], adults: Sequence[ToldAdult], source: Source
) -> dict[str, PlannedClass]:
    """Label told → class of the plan: that of the same name, or a new one."""
    change = told.change
    levels: dict[str, set[str]] = {one.label: set() for one in adults}
    for one in pupils:
        levels.setdefault(one.label, set()).update([one.level] if one.level else [])
    known = {one.key: one for one in change.classes.all()}
    keys = _keys(levels)
    found: dict[str, PlannedClass] = {}
    for label in sorted(levels):
        there, said = known.get(keys[label]), ordered_levels(list(levels[label]))
        if there is None:
            there = PlannedClass.objects.create(
                change=change, school_id=change.school_id, label=label[:_LABEL], levels=said, source=source
            )
            known[keys[label]] = there
            told.added.append(there.label)
        elif there.source != Source.MANUAL and (there.source, there.levels) != (source, said or there.levels):
            there.source, there.levels = source, said or there.levels
            there.save(update_fields=["source", "levels"])
        found[label] = there
    return found


def _keys(labels: Collection[str]) -> dict[str, str]:
    """Label → the key that the database gives its name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT said, eprimo_key(left(said, %s)) FROM unnest(%s::text[]) said", [_LABEL, list(labels)]
        )
        return dict(cursor.fetchall())


def _lines(
    told: YearTold,
    said: dict[int, ToldPupil],
    classes: dict[str, PlannedClass],
    source: Source,
    *,
    whole: bool,
) -> None:
    moved = []
    for line in told.change.pupils.select_related("planned_class"):
        before, place = _facts(line), _place(line)
        one = said.get(line.person_id)
        if one is not None:
            line.told_class = classes[one.label]
            if line.source != Source.MANUAL:
                line.outcome, line.planned_class = PupilOutcome.CLASS, line.told_class
                line.level, line.guessed, line.held, line.source = one.level, False, False, source
            elif _place(line) != line.told_class.label:
                told.kept.append((line.person_id, _place(line), line.told_class.label))
        elif whole:
            line.told_class = None
            # Who leaves is named by no class: only a place in one is doubted.
            if line.source != Source.MANUAL and line.outcome == PupilOutcome.CLASS:
                line.outcome, line.planned_class, line.source = PupilOutcome.UNPLACED, None, ""
        if before != _facts(line):
            moved.append(line)
        if place != _place(line):
            told.moved.append((line.person_id, place, _place(line)))
    told.lines = len(moved)
    if moved:
        with connection.cursor() as cursor:
            facts = zip(*((line.pk, *_facts(line)) for line in moved), strict=True)
            cursor.execute(_MOVE, [*map(list, facts), told.change.pk])


def _facts(line: PlannedPupil) -> tuple[object, ...]:
    """In the order of `_MOVE`."""
    return (
        str(line.outcome), line.planned_class_id, line.level, line.guessed, line.held, str(line.source),
        line.told_class_id,
    )  # fmt: skip


def _place(line: PlannedPupil) -> str:
    return line.planned_class.label if line.planned_class is not None else PupilOutcome(line.outcome).label


def _left_empty(told: YearTold, classes: dict[str, PlannedClass]) -> None:
    """Classes proposed from this year's, that the source does not have: no human chose them, nobody is in them."""
    rows = told.change.classes.exclude(pk__in=[one.pk for one in classes.values()]).exclude(
        source=Source.MANUAL
    )
    empty = list(rows.filter(pupils=None, class_group=None))
    if empty:
        PlannedClass.objects.filter(pk__in=[one.pk for one in empty]).delete()
        told.dropped = [one.label for one in empty]


def _adults(
    told: YearTold, adults: Sequence[ToldAdult], classes: dict[str, PlannedClass], source: Source
) -> None:
    """Who is told teaches the classes that are told, and no other; a class whose teachers a human chose is left."""
    change = told.change
    here = Affiliation.objects.in_force(clock.now()).filter(
        school=change.school_id, profile__in=ADULTS_OF_SCHOOL, person__in={one.person_id for one in adults}
    )
    known = set(here.values_list("person_id", flat=True))
    wanted = {(classes[one.label].pk, one.person_id) for one in adults if one.person_id in known}
    ours = Q(planned_class__in={planned for planned, _ in wanted}) | Q(person__in={who for _, who in wanted})
    ties = PlannedAttachment.objects.filter(
        ours, planned_class__change=change, planned_class__adults_chosen=False, kind=AttachmentKind.TEACHES
    )
    there = {(tie.planned_class_id, tie.person_id): tie.pk for tie in ties}
    chosen = set(change.classes.filter(adults_chosen=True).values_list("pk", flat=True))
    gone = [pair for pair in there if pair not in wanted]
    new = sorted(pair for pair in wanted if pair not in there and pair[0] not in chosen)
    PlannedAttachment.objects.filter(pk__in=[there[pair] for pair in gone]).delete()
    PlannedAttachment.objects.bulk_create(
        PlannedAttachment(planned_class_id=planned, school_id=change.school_id, person_id=who, source=source)
        for planned, who in new
    )
    labels = change.classes.filter(pk__in={planned for planned, _ in (*gone, *new)})
    told.taught = list(labels.order_by("key").values_list("label", flat=True))
