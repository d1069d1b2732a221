"""A guardian is told on the home that a copy is ready: a count, never the file nor what is in it.

Others find it on the page where they asked; nothing is shown of it to a pupil elsewhere.
"""

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.realtime import touch
from eprimo.foundation.kernel.school_years import school_year_at
from eprimo.foundation.notifications.models import Lane, Notice, NoticeState
from eprimo.foundation.privacy.models import Export, ExportKind, ExportState

READY = "privacy.ready"


def tell_ready(export: Export) -> None:
    """Tell the asker that a copy is ready, by the school of a child, as whose guardian the asker reads the home; who
    has no home there is not told."""
    if export.asked_by_id is None:
        return
    children = for_person(export.asked_by_id).children
    if not children:
        return
    school = children[0].school_ids[0]
    rule = (AudienceKind.SCHOOL, school, AudienceProfile.GUARDIAN)
    now = clock.now()
    fresh = {
        "school_id": school, "lane": Lane.TO_DO, "state": NoticeState.OPEN, "card": READY,
        "audience": audiences_for([rule], school)[rule], "visible_from": now, "bumped_at": now, "made_at": now,
    }  # fmt: skip
    # Other cards that name no child are about something: a request to answer, an assistance.
    own = Notice.objects.filter(
        school_year=school_year_at(now), recipient=export.asked_by_id, resource=None, child=None, about=None
    )
    if not own.update(**fresh):
        Notice.objects.create(school_year=school_year_at(now), recipient_id=export.asked_by_id, **fresh)
    touch(people=[export.asked_by_id])


def told_no_more(export: Export) -> None:
    """End the notice of a copy that was taken, or is gone, when no other copy of the asker waits to be taken."""
    if export.asked_by_id is None:
        return
    others = Export.objects.filter(asked_by=export.asked_by_id, state=ExportState.READY, fetched_at=None)
    if others.exclude(pk=export.pk).exclude(kind=ExportKind.LEAVING).exists():
        return
    open_ = Notice.objects.filter(recipient=export.asked_by_id, card=READY, state=NoticeState.OPEN)
    if open_.update(state=NoticeState.DONE):
        touch(people=[export.asked_by_id])
