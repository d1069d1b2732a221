"""Files that are sent piece by piece to a draft (tus 1.0): a script of the form does it, and names them when they are
whole. Without script the form takes the files themselves."""

import functools
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.pages.draft_files import draft_for
from eprimo.foundation.files import tus
from eprimo.foundation.files.models import Upload
from eprimo.foundation.files.uploads import upload_begin, upload_drop, upload_for, upload_take
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.views import fragment


def speaks_tus(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view answer in the words of the protocol: its version in each answer, and a refusal as its sentence
    alone."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except (NotVisible, Forbidden):
            raise
        except DomainError as error:
            response = HttpResponse(
                error.sentence, content_type="text/plain; charset=utf-8", status=error.status
            )
        for name, value in tus.ALWAYS.items():
            response[name] = value
        return response

    return fragment(answer)


@speaks_tus
def begin(kind: Kind, request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """Announce a file for a draft of that kind."""
    return begin_upload(request, draft_for(kind, request, thing_id))


def begin_upload(request: HttpRequest, resource: Any) -> HttpResponse:
    """Begin an upload for a draft that the actor may change, of whatever service."""
    tus.require_version(request.headers)
    name, length = tus.announced(request.headers)
    upload = upload_begin(actor=actor_of(request), resource=resource, name=name, length=length)
    where = {"Location": reverse("files:upload", args=[upload.public_id])}
    return HttpResponse(status=HTTPStatus.CREATED, headers=where | tus.CAN | _stands(upload))


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@speaks_tus
def upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Tell how far an upload came, take the bytes that follow, or end it."""
    actor = actor_of(request)
    found = upload_for(actor, upload_id)
    tus.require_version(request.headers)
    if request.method == "HEAD":
        return HttpResponse(headers=_stands(found))
    if request.method == "DELETE":
        upload_drop(actor=actor, upload_id=upload_id)
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    offset = tus.offset_of(request.headers)
    if int(request.headers.get("Content-Length") or 0) > tus.MOST_OF_PART:
        raise tus.Misspoken(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    taken = upload_take(actor=actor, upload_id=upload_id, offset=offset, part=request.body)
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=_stands(taken))


def _stands(upload: Upload) -> dict[str, str]:
    return tus.stands(upload.received, upload.length, upload.ends_at)
