"""What an academy tells of next year's classes goes into the plan of the school; what a human placed stays."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Value

from eprimo.foundation.directory.actions.years import counts_of, ordered_levels, plan_complete
from eprimo.foundation.directory.enums import PupilOutcome, Source, YearState
from eprimo.foundation.directory.locks import schools_held
from eprimo.foundation.directory.models import PlannedClass, PlannedPupil, YearChange
from eprimo.foundation.directory.queries.years import DIFFERS
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.fields import NameKey


@dataclass(frozen=True, slots=True)
class ToldPupil:
    """A pupil of the school, and their class of next year."""

    person_id: int
    label: str
    level: str


@transaction.atomic
def year_plan_told(*, school_id: int, pupils: Sequence[ToldPupil], whole: bool) -> YearChange | None:
    """Write into the prepared change what the academy's directory tells; none is prepared: nothing.

    `whole`: who is not named has no class there. Placed by hand: stays, and what is told is shown beside.
    """
    schools_held([school_id])
    rows = YearChange.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("school__running_year").filter(school=school_id, state=YearState.PREPARED)
    change = found.first()
    if change is None:
        return None
    plan_complete(change)
    classes = _classes(change, pupils)
    moved = _lines(change, {one.person_id: one for one in pupils}, classes, whole=whole)
    dropped = _left_empty(change, classes) if whole else 0
    lines = change.pupils.all()
    told = {
        "told": lines.filter(source=Source.AAF).count(),
        "differ": lines.filter(DIFFERS).count(),
    }
    change.counts = change.counts | {"classes": change.classes.count(), **counts_of(change), **told}
    change.told_at = clock.now()
    change.save(update_fields=["counts", "told_at"])
    if moved or dropped:
        audit(None, "directory.year.told", change, school_id=school_id, moved=moved, **told)
    return change


def _classes(change: YearChange, pupils: Sequence[ToldPupil]) -> dict[str, PlannedClass]:
    """Label told → class of the plan: that of the same name, or a new one."""
    levels: dict[str, set[str]] = {}
    for one in pupils:
        levels.setdefault(one.label, set()).update([one.level] if one.level else [])
    found: dict[str, PlannedClass] = {}
    for label in sorted(levels):
        known = change.classes.filter(key=NameKey(Value(label))).first()
        told = ordered_levels(list(levels[label]))
        if known is None:
            known = PlannedClass.objects.create(
                change=change, school_id=change.school_id, label=label, levels=told, source=Source.AAF
            )
        elif known.source != Source.MANUAL and (known.source, known.levels) != (
            Source.AAF,
            told or known.levels,
        ):
            known.source, known.levels = Source.AAF, told or known.levels
            known.save(update_fields=["source", "levels"])
        found[label] = known
    return found


def _lines(
    change: YearChange, told: dict[int, ToldPupil], classes: dict[str, PlannedClass], *, whole: bool
) -> int:
    """How many lines are not what they were."""
    moved = []
    for line in change.pupils.all():
        before = (line.outcome, line.planned_class_id, line.level, line.source, line.told_class_id)
        said = told.get(line.person_id)
        if said is not None:
            line.told_class = classes[said.label]
            if line.source != Source.MANUAL:
                line.outcome, line.planned_class = PupilOutcome.CLASS, line.told_class
                line.level, line.guessed, line.held, line.source = said.level, False, False, Source.AAF
        elif whole:
            line.told_class = None
            # Who leaves is named by no class: only a place in one is doubted.
            if line.source != Source.MANUAL and line.outcome == PupilOutcome.CLASS:
                line.outcome, line.planned_class, line.source = PupilOutcome.UNPLACED, None, ""
        if before != (line.outcome, line.planned_class_id, line.level, line.source, line.told_class_id):
            moved.append(line)
    fields = ["outcome", "planned_class", "level", "guessed", "held", "source", "told_class"]
    PlannedPupil.objects.bulk_update(moved, fields, batch_size=500)
    return len(moved)


def _left_empty(change: YearChange, told: dict[str, PlannedClass]) -> int:
    """Classes proposed from this year's, that the academy does not have: no human chose them, nobody is in them."""
    rows = change.classes.exclude(pk__in=[one.pk for one in told.values()]).exclude(source=Source.MANUAL)
    return rows.filter(pupils=None, class_group=None).delete()[1].get("directory.PlannedClass", 0)
