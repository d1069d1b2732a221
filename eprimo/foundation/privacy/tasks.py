"""What the worker does by itself: the night's work of retention, a few batches at a time; files of who leaves."""

from eprimo.foundation.directory.events import YearSwitched, YearUndone
from eprimo.foundation.directory.queries.years import left_for_college
from eprimo.foundation.kernel.outbox import on
from eprimo.foundation.kernel.periodic import every
from eprimo.foundation.privacy.exports.actions import pupil_export, pupil_export_cancel
from eprimo.foundation.privacy.retention_run import retention_work


@every(30)
def retention_nightly() -> int:
    return retention_work()


@on(YearSwitched)
def files_for_leavers(event: YearSwitched) -> None:
    """Those who go to the collège leave with a file of their own; none when the switch was undone meanwhile."""
    school_id, children = left_for_college(event.change_id)
    if children:
        pupil_export(actor=None, school_id=school_id, child_ids=children)


@on(YearUndone)
def no_files_for_leavers(event: YearUndone) -> None:
    pupil_export_cancel(actor=None, school_id=event.school_id, child_ids=event.child_ids)
