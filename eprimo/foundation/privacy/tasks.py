"""What the worker does by itself: the night's work of retention, a few batches at a time; files of who leaves;
copies, apart from events, since a large one must not hold up a badge; requests."""

from eprimo.foundation.directory.events import YearSwitched, YearUndone
from eprimo.foundation.directory.queries.years import left_for_college
from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.kernel.periodic import every
from eprimo.foundation.privacy.exports.actions import exports_expire, pupil_export, pupil_export_cancel
from eprimo.foundation.privacy.exports.copy_jobs import exports_make
from eprimo.foundation.privacy.requests.execution import requests_carry_out, requests_remind
from eprimo.foundation.privacy.retention_run import retention_work


@every(30)
def retention_nightly() -> int:
    return retention_work()


@on(YearSwitched)
def files_for_leavers(event: YearSwitched) -> None:
    """Make a file of their own for those who go to the collège; none when the switch was undone meanwhile."""
    school_id, children = left_for_college(event.change_id)
    if children:
        pupil_export(actor=None, school_id=school_id, child_ids=children)


@on(YearUndone)
def no_files_for_leavers(event: YearUndone) -> None:
    pupil_export_cancel(actor=None, school_id=event.school_id, child_ids=event.child_ids)


@every(1)
def make_copies() -> int:
    return exports_make()


@every(600)
def expire_copies() -> int:
    return exports_expire()


@every(300)
def carry_out_requests() -> int:
    return requests_carry_out()


@every(3600)
def remind_of_requests() -> int:
    return requests_remind()
