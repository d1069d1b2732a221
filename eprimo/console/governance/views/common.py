"""What the pages of the meetings share."""

from django.http import HttpRequest, HttpResponse

from eprimo.console.pages import actor_as
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.printing.cells import content_disposition
from eprimo.steering.governance.policies import can_keep_meetings


def keeper_of(request: HttpRequest) -> Actor:
    """A coordinator who manages; for the others these pages do not exist."""
    actor = actor_as(request, Role.COORDINATOR)
    if not can_keep_meetings(actor):
        raise NotVisible
    return actor


def pdf_response(content: bytes, stem: str) -> HttpResponse:
    """A PDF that no cache keeps."""
    headers = {
        "Content-Disposition": content_disposition(stem, "pdf"),
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)
