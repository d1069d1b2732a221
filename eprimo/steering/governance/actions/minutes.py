"""The minutes of a meeting, version after version, and its documents."""

import hashlib
from collections.abc import Sequence

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.printing.writings import writing_pdf
from eprimo.steering.consortium.actions.representation import GivenFile, checked_pdf
from eprimo.steering.governance.actions.decisions import decisions_show, decisions_write
from eprimo.steering.governance.errors import Cancelled, NothingToPublish, NotYet, WrongMeeting
from eprimo.steering.governance.models import Meeting, MeetingDecision, MeetingFile, Minutes
from eprimo.steering.governance.papers import minutes_writing
from eprimo.steering.governance.policies import can_keep_meetings, can_write_minutes

_BEFORE = "La réunion n’a pas commencé\N{NO-BREAK SPACE}: son compte rendu vient après."
_WHY = "Ce compte rendu est publié\N{NO-BREAK SPACE}: une nouvelle version dit pourquoi."


@transaction.atomic
def minutes_write(
    *, actor: Actor, meeting: Meeting, text: str, decisions: Sequence[MeetingDecision] = (), reason: str = ""
) -> Minutes:
    """The draft, with the decisions that no minutes say yet; after a publication, a new version that says why. Raises
    NotYet, WrongMeeting, WrongDecision."""
    require(can_write_minutes, actor)
    meeting = _held(meeting)
    draft = meeting.minutes.filter(published_at=None).first()
    last = meeting.minutes.order_by("-version").first()
    version = draft.version if draft else last.version + 1 if last else 1
    if version > 1 and not reason.strip():
        raise WrongMeeting(_WHY, field="reason")
    said = {
        "text": text.strip(), "reason": reason.strip() if version > 1 else "", "written_at": clock.now(),
    }  # fmt: skip
    decisions_write(meeting, decisions)
    made, _ = Minutes.objects.update_or_create(meeting=meeting, version=version, defaults=said)
    audit(actor, "governance.minutes.written", meeting, version=version)
    return made


@transaction.atomic
def minutes_publish(*, actor: Actor, meeting: Meeting) -> Minutes:
    """The draft becomes a PDF that nothing changes any more. Raises NothingToPublish."""
    require(can_write_minutes, actor)
    meeting = _held(meeting)
    draft = meeting.minutes.filter(published_at=None).first()
    if draft is None:
        raise NothingToPublish
    decisions_show(meeting)
    draft.published_at = clock.now()
    draft.content = writing_pdf(minutes_writing(meeting, draft))
    draft.sha256 = hashlib.sha256(draft.content).hexdigest()
    draft.save(update_fields=["published_at", "content", "sha256"])
    audit(actor, "governance.minutes.published", meeting, version=draft.version)
    return draft


@transaction.atomic
def meeting_file_add(*, actor: Actor, meeting: Meeting, file: GivenFile) -> MeetingFile:
    """A PDF at the members' disposal. Raises WrongFile."""
    require(can_keep_meetings, actor)
    name, digest = checked_pdf(file, field="file")
    made = MeetingFile.objects.create(
        meeting=meeting, name=name, content=file.content, size=len(file.content), sha256=digest
    )
    audit(actor, "governance.file.added", meeting)
    return made


def _held(meeting: Meeting) -> Meeting:
    """The meeting, locked, once it began; raises NotYet, Cancelled."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("department", "market__academy")
    found = rows.get(pk=meeting.pk)
    if found.cancelled_at is not None:
        raise Cancelled
    if not found.has_begun:
        raise NotYet(_BEFORE)
    return found
