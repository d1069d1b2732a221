"""The files of a note that is a draft, on the page that all kinds have."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.foundation.content.pages.draft_files import (
    MEGABYTES,
    DraftFileActs,
    draft_files_page,
    take_file_off,
)
from eprimo.foundation.content.pages.uploads import begin_upload, speaks_tus
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.views import takes_files
from eprimo.services.liaison.actions.files import note_change_file, note_join, note_unjoin
from eprimo.services.liaison.kind import NOTE
from eprimo.services.liaison.policies.acts import may_edit_draft
from eprimo.services.liaison.queries.pages import note_for
from eprimo.services.liaison.views.common import note_to


@takes_files(MEGABYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Join files; those that are joined, each with its state."""
    actor, note = note_to(request, note_id, may_edit_draft)
    acts = DraftFileActs(
        partial(note_join, actor=actor, note=note), partial(note_change_file, actor=actor, note=note)
    )
    return draft_files_page(request, NOTE, note.resource, request.FILES, acts)


@require_POST
@speaks_tus
def file_send(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Announce a file that comes piece by piece."""
    _, note = note_to(request, note_id, may_edit_draft)
    return begin_upload(request, note.resource)


@require_POST
def file_remove(request: HttpRequest, note_id: UUID, file_id: UUID) -> HttpResponse:
    """Take a file off a draft."""
    actor = actor_of(request)
    note_unjoin(actor=actor, note=note_for(actor, note_id), file_id=file_id)
    return take_file_off(request, NOTE, note_id)
