"""An archive that is sent piece by piece, and goes on after a cut (tus 1.0): the script of the page does it."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.console.academy_directory.queries import own_academy
from eprimo.console.pages import actor_as
from eprimo.foundation.content.pages.uploads import speaks_tus
from eprimo.foundation.files import tus
from eprimo.foundation.intake.academy_models import MOST_BYTES, AafDelivery
from eprimo.foundation.intake.actions.academy import (
    archive_begin,
    archive_begun,
    archive_forget,
    archive_take,
)
from eprimo.foundation.intake.retention import ARCHIVE_KEPT
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.factors import Strength, factor_ask

_CAN = tus.CAN | {"Tus-Max-Size": str(MOST_BYTES)}


@require_POST
@speaks_tus
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Announce the archive of a delivery of that academy."""
    actor = actor_as(request, Role.ACADEMY)
    academy = own_academy(actor, code)
    factor_ask(actor, Strength.STRONG)
    tus.require_version(request.headers)
    name, length = tus.announced(request.headers)
    made = archive_begin(actor=actor, academy=academy, name=name, length=length)
    where = {"Location": reverse("academy_directory:upload", args=[made.public_id])}
    return HttpResponse(status=HTTPStatus.CREATED, headers=where | _CAN | _stands(made))


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@speaks_tus
def upload(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How far it came, the bytes that follow, or no more of it."""
    actor = actor_as(request, Role.ACADEMY)
    found = archive_begun(actor, public_id)
    # Before a word of the protocol, and before a byte is kept; a fresh one is asked when the delivery is sent.
    factor_ask(actor, Strength.STRONG)
    tus.require_version(request.headers)
    if request.method == "HEAD":
        return HttpResponse(headers=_stands(found))
    if request.method == "DELETE":
        archive_forget(actor=actor, public_id=public_id)
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    offset = tus.offset_of(request.headers)
    if int(request.headers.get("Content-Length") or 0) > tus.MOST_OF_PART:
        raise tus.Misspoken(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    taken = archive_take(actor=actor, public_id=public_id, offset=offset, part=request.body)
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=_stands(taken))


def _stands(one: AafDelivery) -> dict[str, str]:
    return tus.stands(one.received, one.length, one.made_at + ARCHIVE_KEPT)
