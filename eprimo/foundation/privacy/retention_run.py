"""The night's work: what the lines of retention say is over goes, in bounded batches, and people whose delay is over.

One run a day, kept as a row: a run that was stopped, killed or cut off goes on from its last batch, and its counts
with it. Each batch is one transaction, which locks the row, so that two workers never work on it together. When
everything was looked at, one line is written in the trail of each school, with its counts.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.module_loading import import_string

from eprimo.foundation.directory.models import Affiliation, Guardianship, Person
from eprimo.foundation.directory.policies.merges import not_absorbed
from eprimo.foundation.kernel import clock, faults
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.owner import NoOwner
from eprimo.foundation.kernel.retention_rules import After, ByAct, How, Retention, YearOver
from eprimo.foundation.kernel.services import discover, retentions
from eprimo.foundation.privacy.erasure import people_erase, stubs_forget
from eprimo.foundation.privacy.models import RetentionRun
from eprimo.foundation.privacy.models.erasure import Reason
from eprimo.foundation.privacy.replay import replay_journal
from eprimo.foundation.privacy.retention_rows import blank, rows_over
from eprimo.foundation.privacy.states import standings_of

logger = logging.getLogger("eprimo.privacy")

# Rows that one transaction takes away, people that it erases, people that it looks at.
ROWS, PEOPLE, LOOKED_AT = 200, 100, 5_000
# Hour of the day, in the zone of the program, from which the run of the day begins.
BEGINS_AT = 2
NOWHERE = "0"


@dataclass(frozen=True, slots=True)
class Step:
    """A task of the run: `take` does one batch after an id, and tells the id reached (None: nothing is left)."""

    name: str
    take: Callable[[int, "Tally"], int | None]
    # Runs outside of any transaction of ours: it logs in as the owner of the tables.
    apart: bool = False


class Tally:
    """Counts of a run, by school and model."""

    def __init__(self, counts: dict[str, dict[str, int]]) -> None:
        self.counts = counts

    def add(self, label: str, rows: int, school: int | None = None) -> None:
        if rows:
            of_school = self.counts.setdefault(str(school or NOWHERE), {})
            of_school[label] = of_school.get(label, 0) + rows


def retention_work(batches: int = 20) -> int:
    """Go on with the run of today, or begin it; returns how many batches were done (0: nothing is due)."""
    run = _run_of_today()
    if run is None:
        return 0
    discover()
    steps = steps_of_night()
    for done in range(batches):
        if not _batch(run.pk, steps):
            return done + 1
    return batches


def retention_run_whole() -> int:
    """The run of today from where it stands to its end, whatever the hour; returns how many batches it took."""
    run = _today_or_new()
    if run is None:
        return 0
    discover()
    steps, done = steps_of_night(), 1
    while _batch(run.pk, steps):
        done += 1
    return done


def _run_of_today() -> RetentionRun | None:
    local = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE))
    return _today_or_new() if local.hour >= BEGINS_AT else _unfinished()


def _unfinished() -> RetentionRun | None:
    return RetentionRun.objects.filter(finished_at=None).order_by("day").first()


def _today_or_new() -> RetentionRun | None:
    """One that was stopped comes first; else that of today, unless it is finished."""
    unfinished = _unfinished()
    if unfinished is not None:
        return unfinished
    day = clock.today(settings.TIME_ZONE)
    run, made = RetentionRun.objects.get_or_create(day=day, defaults={"started_at": clock.now()})
    return run if made else None


def steps_of_night() -> list[Step]:
    """Everything there is to look at, always in this order: adults before children, so that their schools are known."""
    steps = [
        Step("replay", _replay),
        Step("adults", lambda after, tally: _people(after, tally, children=False)),
        Step("children", lambda after, tally: _people(after, tally, children=True)),
    ]
    for line in retentions():
        steps += [_step(line, end) for end in line.ends if isinstance(end, After | YearOver | ByAct)]
    return [*steps, Step("stubs", _stubs)]


def _step(line: Retention, end: After | YearOver | ByAct) -> Step:
    if isinstance(end, ByAct):
        return Step(line.model, _act(line, end), apart=end.owner)
    return Step(line.model, _clock(line, end))


def _batch(run_id: int, steps: Sequence[Step]) -> bool:
    """One transaction of the run; False once it is finished, or while another worker has it."""
    apart = Tally({})
    with transaction.atomic():
        rows = RetentionRun.objects.select_for_update(skip_locked=True)
        run = rows.filter(pk=run_id, finished_at=None).first()
        if run is None:
            return False
        if run.step >= len(steps):
            _finish(run)
            return False
        step = steps[run.step]
        if not step.apart:
            reached = step.take(run.cursor, Tally(run.counts))
            faults.point("retention.batch")
            _advance(run, reached)
            return True
    step.take(0, apart)
    with transaction.atomic():
        run = RetentionRun.objects.select_for_update().get(pk=run_id)
        for school, counts in apart.counts.items():
            for label, count in counts.items():
                Tally(run.counts).add(label, count, int(school))
        _advance(run, None)
    return True


def _advance(run: RetentionRun, reached: int | None) -> None:
    run.step, run.cursor = (run.step + 1, 0) if reached is None else (run.step, reached)
    run.save(update_fields=["step", "cursor", "counts"])


def _finish(run: RetentionRun) -> None:
    """One line a school: what went there tonight."""
    for school, counts in sorted(run.counts.items(), key=lambda one: int(one[0])):
        erased = counts.get("directory.Person", 0)
        told = [f"{label} {count}" for label, count in sorted(counts.items())]
        audit(
            None, "privacy.retention.done", run, school_id=int(school) or None,
            people=erased, rows=sum(counts.values()) - erased, models=told,
        )  # fmt: skip
    run.finished_at = clock.now()
    run.save(update_fields=["finished_at"])


def _clock(line: Retention, end: After | YearOver) -> Callable[[int, Tally], int | None]:
    def take(_after: int, tally: Tally) -> int | None:
        rows = rows_over(line, end)
        keys = list(rows.values_list("pk", flat=True)[:ROWS])
        if not keys:
            return None
        chosen = rows.model._default_manager.filter(pk__in=keys)  # noqa: SLF001 - documented
        for school, count in _by_school(chosen).items():
            tally.add(line.model, count, school)
        if end.how == How.BLANK:
            blank(chosen, line.columns)
        else:
            chosen.delete()
        return 0

    return take


def _by_school(rows: object) -> Counter[int | None]:
    model = rows.model  # type: ignore[attr-defined]
    if "school" in {field.name for field in model._meta.fields}:  # noqa: SLF001 - documented
        return Counter(rows.order_by().values_list("school_id", flat=True))  # type: ignore[attr-defined]
    return Counter({None: rows.count()})  # type: ignore[attr-defined]


def _act(line: Retention, end: ByAct) -> Callable[[int, Tally], int | None]:
    def take(_after: int, tally: Tally) -> None:
        try:
            tally.add(line.model, int(import_string(end.path)()))
        except NoOwner:
            logger.warning("retention of %s waits for DATABASE_OWNER_URL", line.model)

    return take


def _people(after: int, tally: Tally, *, children: bool) -> int | None:
    """The next people by id, those whose delay is over erased; adults first, then the children they had."""
    is_child = Exists(Guardianship.objects.filter(child=OuterRef("pk"))) | Exists(
        Affiliation.objects.filter(person=OuterRef("pk"), profile="pupil")
    )
    # Who is one with another row goes with it.
    rows = Person.objects.filter(
        is_child if children else ~is_child, not_absorbed(), pk__gt=after, erased_at=None
    )
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:LOOKED_AT])
    if not ids:
        return None
    now = clock.now()
    due = [standing for standing in standings_of(ids) if standing.is_due(now)]
    if not due:
        return ids[-1]
    batch = due[:PEOPLE]
    for reason in (Reason.LEFT, Reason.NEVER_CAME):
        chosen = [one for one in batch if one.came == (reason == Reason.LEFT)]
        done = people_erase([one.person_id for one in chosen], reason=reason)
        for label, count in done.items():
            if label != "directory.Person":
                tally.add(label, count)
        for one in chosen:
            for school in one.school_ids or (None,):
                tally.add("directory.Person", 1, school)
    return batch[-1].person_id if len(due) > PEOPLE else ids[-1]


def _stubs(_after: int, tally: Tally) -> int | None:
    gone = stubs_forget(ROWS)
    tally.add("directory.Person (vide)", gone)
    return 0 if gone else None


def _replay(_after: int, tally: Tally) -> int | None:
    """What an older backup brought back, if one was restored."""
    again = replay_journal(limit=PEOPLE)
    tally.add("directory.Person", again)
    return 0 if again else None
