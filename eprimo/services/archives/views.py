"""The archives of closed classes: read by those who were there, and nothing else."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eprimo.foundation.content import richtext
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible, SchoolClosed
from eprimo.foundation.kernel.requests import actor_of
from eprimo.services.archives.queries import (
    ROLES,
    archived_class,
    archived_classes,
    content_of,
    contents_of,
    may_open,
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Closed classes, by year."""
    return render(request, "archives/home.html", {"classes": list(archived_classes(_reader(request)))})


@require_safe
def class_(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was shared with one of them."""
    actor = _reader(request)
    group = archived_class(actor, public_id)
    page = contents_of(actor, group, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "archives/class.html", {"group": group, "page": page})


@require_safe
def content(request: HttpRequest, public_id: UUID, content_id: UUID) -> HttpResponse:
    """The words of one content; a pupil meets no link in them."""
    actor = _reader(request)
    group = archived_class(actor, public_id)
    found = content_of(actor, group, content_id)
    # Who is neither of the school nor answers for a pupil is, or was, a child.
    links = bool(actor.children) or actor.role in ROLES - {Role.PUPIL, Role.GUARDIAN}
    context = {"group": group, "found": found, "html": richtext.to_html(found.version.body, links=links)}
    return render(request, "archives/content.html", context)


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not may_open(actor):
        raise NotVisible
    if actor.closed and not actor.archive_audience_ids:
        raise SchoolClosed
    return actor
