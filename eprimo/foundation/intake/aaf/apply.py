"""Writing the plan, one transaction a batch of whole schools, each school's line in the journal and the audit trail."""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction

from eprimo.foundation.accounts.actions.bulk_accounts import accounts_make_many
from eprimo.foundation.directory.enums import Source
from eprimo.foundation.directory.locks import SCHOOL_LOCK
from eprimo.foundation.intake.aaf.apply_sql import CHANGED_BATCHES, LINES, MOSTLY_NEW, WRITE
from eprimo.foundation.intake.aaf.database import fetch, run
from eprimo.foundation.intake.aaf.lanes import WORTH, ChangedMeanwhile, Lanes, Wait, lost_to_another
from eprimo.foundation.intake.aaf.plan import LOGINS, Counts, no_counts
from eprimo.foundation.intake.aaf.remarks import Remarks
from eprimo.foundation.intake.events import DeliveryMoved, DeliveryReportExpired
from eprimo.foundation.intake.merge.guards import LEAVING_AT_LEAST
from eprimo.foundation.intake.merge.remarks import stored
from eprimo.foundation.intake.merge.report import MOST_PROBLEMS
from eprimo.foundation.intake.models import AafRun, AafRunSchool, Alarm, DeliveryState, OndeDelivery
from eprimo.foundation.intake.records import Problem
from eprimo.foundation.intake.retention import REPORT_KEPT
from eprimo.foundation.kernel import clock, faults
from eprimo.foundation.kernel.outbox import emit

ACT = "intake.aaf.applied"
# A school of which more change is told in numbers.
MOST_LINES = 300


# Batches after which the tables are looked at anew.
_LOOK_AGAIN = {2, 12, 60}
_FILLED = (
    "directory_person", "directory_externalkey", "directory_nationalnumber", "directory_contactdetails",
    "directory_affiliation", "directory_classmembership", "directory_guardianship", "directory_classgroup",
    "accounts_account",
)  # fmt: skip


def analyze() -> None:
    """Let the planner look at the tables of the directory."""
    for table in _FILLED:
        run(f"ANALYZE {table}")


def names_in_place() -> None:
    """The names that wait for the index, which every search would read one by one, enter it."""
    run("SELECT gin_clean_pending_list('person_name_trigram')")


@dataclass(slots=True)
class Applying:
    """What the batches of one run share."""

    journal: AafRun
    academy: str
    full: bool
    told: Remarks
    schools: dict[int, Counts]
    # Those that many people leave.
    emptied: set[int]
    progress: Callable[[int, int], None]


def apply_batches(work: Applying) -> bool:
    """Write every batch that changes something. False: a school changed meanwhile, so the plan is to be made again."""
    batches = [batch for (batch,) in fetch(CHANGED_BATCHES)]

    def after(number: int) -> None:
        if number in _LOOK_AGAIN and len(batches) > number:
            # A first import fills empty tables: what the planner believes of them is wrong by then.
            analyze()
        work.progress(number, len(batches))

    # Side by side where people are mostly new: those who are known may be of two batches, which would wait in turn.
    if len(batches) >= WORTH and not connection.in_atomic_block and fetch(MOSTLY_NEW)[0][0]:
        return Lanes(batches, lambda batch, wait: _write(work, batch, wait), after).run()
    whole = True
    for number, batch in enumerate(batches, start=1):
        whole = _batch(work, batch) and whole
        after(number)
    return whole


def _batch(work: Applying, batch: int) -> bool:
    try:
        with transaction.atomic():
            _write(work, batch, lambda: None)
    except (ChangedMeanwhile, IntegrityError, OperationalError) as error:
        # Somebody added a link by hand, or an import of ONDE, since the plan was made.
        if lost_to_another(error):
            return False
        raise
    return True


def _write(work: Applying, batch: int, wait: Wait) -> None:
    schools = _locked(batch)
    values = {"batch": batch, "now": clock.now(), "academy": work.academy, "full": work.full}
    for statement in WRITE:
        run(statement, values)
    accounts_make_many(numbered=LOGINS, turn=batch)
    done = set(
        AafRunSchool.objects.filter(run=work.journal, school__in=schools).values_list("school_id", flat=True)
    )
    fresh = [school for school in schools if school not in done]
    _journal(work, fresh, values)
    faults.point("intake.aaf.batch")
    wait()


def _locked(batch: int) -> list[int]:
    """The schools of the batch, imports of theirs held back; raises when one changed since the plan was made."""
    rows = fetch(
        "SELECT school_id, pg_advisory_xact_lock(%(lock)s, school_id::int) FROM ("
        " SELECT school_id FROM staging.aaf_batch WHERE batch = %(batch)s ORDER BY school_id) ordered",
        {"lock": SCHOOL_LOCK, "batch": batch},
    )
    ids = [row[0] for row in rows]
    moved = fetch(
        "SELECT FROM directory_school s JOIN staging.aaf_school a ON a.school_id = s.id"
        " WHERE s.id = ANY(%(ids)s) AND s.epoch <> a.epoch LIMIT 1",
        {"ids": ids},
    )
    if moved:
        raise ChangedMeanwhile
    return ids


def _journal(work: Applying, schools: list[int], values: dict[str, Any]) -> None:
    """What became of each school: the journal, the audit trail, and what its director reads."""
    at = values["now"]
    AafRunSchool.objects.bulk_create(
        [
            AafRunSchool(run=work.journal, school_id=pk, counts=work.schools.get(pk) or no_counts())
            for pk in schools
        ]
    )
    moved = [pk for pk in schools if changes(work.schools.get(pk) or no_counts())]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO kernel_auditline (at, role, school_id, act, object_type, object_id, details)"
            " VALUES (%s, '', %s, %s, 'directory.school', %s, %s)",
            [(at, pk, ACT, pk, json.dumps(_flat(work.schools[pk]))) for pk in moved],
        )
    _reports(work, [pk for pk in schools if pk in moved or work.told.by_school.get(pk)], values)


def changes(counts: Counts) -> int:
    return sum(
        number for said in counts.values() for outcome, number in said.items() if outcome != "unchanged"
    )


def _flat(counts: Counts) -> dict[str, int]:
    return {f"{kind}_{name}": number for kind, said in counts.items() for name, number in said.items()}


def _reports(work: Applying, schools: list[int], values: dict[str, Any]) -> None:
    few = [pk for pk in schools if changes(work.schools.get(pk) or no_counts()) <= MOST_LINES]
    lines: defaultdict[int, list[dict[str, str]]] = defaultdict(list)
    for school, kind, outcome, name, label in fetch(LINES, {**values, "few": few}):
        lines[school].append({"kind": kind, "outcome": outcome, "name": name, "class": label, "words": ""})
    made = OndeDelivery.objects.bulk_create(
        [
            OndeDelivery(
                school_id=pk, source=Source.AAF, state=DeliveryState.APPLIED, made_at=values["now"],
                applied_at=values["now"], step=4, changed=changes(work.schools.get(pk) or no_counts()),
                alarm=Alarm.RAISED if pk in work.emptied and _left(work, pk) >= LEAVING_AT_LEAST else Alarm.NONE,
                facts={"left": _left(work, pk)},
                report=school_report(
                    work.schools.get(pk) or no_counts(), work.told.by_school.get(pk, []), lines[pk]
                ),
            )
            for pk in schools
        ]
    )  # fmt: skip
    for row in made:
        emit(DeliveryReportExpired(delivery_id=row.pk), due_at=values["now"] + REPORT_KEPT)
        if row.alarm:
            emit(DeliveryMoved(delivery_id=row.pk))


def _left(work: Applying, school_id: int) -> int:
    return (work.schools.get(school_id) or no_counts())["pupils"]["left"]


def school_report(counts: Counts, problems: list[Problem], lines: list[dict[str, str]]) -> dict[str, Any]:
    """As `merge.report.stored_report` makes it of a delivery of ONDE."""
    told, more = stored(problems, frozenset(one.code for one in problems), MOST_PROBLEMS)
    return {
        "counts": counts,
        "problems": told,
        "more_problems": more,
        "asks": [],
        "files": [],
        "lines": lines,
        "refused": False,
    }  # fmt: skip
