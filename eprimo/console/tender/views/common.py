"""What the market's views share."""

from django.http import HttpRequest, HttpResponse

from eprimo.console.pages import actor_as
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.printing.cells import content_disposition
from eprimo.steering.consortium.models import Market
from eprimo.steering.tender.pieces import TYPES
from eprimo.steering.tender.policies import READERS, can_keep_consultation
from eprimo.steering.tender.queries import market_opened


def market_reader(request: HttpRequest) -> tuple[Actor, Market]:
    """The actor, who reads the record of the market; for every other these pages do not exist."""
    actor = actor_as(request, *READERS, Role.CONTRACTOR)
    return actor, market_opened(actor)


def coordinator_of(request: HttpRequest) -> tuple[Actor, Market]:
    """The coordinator, at any level, and the market that was opened."""
    actor = actor_as(request, Role.COORDINATOR)
    return actor, market_opened(actor)


def keeper_of(request: HttpRequest) -> tuple[Actor, Market]:
    """The coordinator who manages or signs."""
    actor, market = coordinator_of(request)
    if not can_keep_consultation(actor):
        raise NotVisible
    return actor, market


def file_response(content: bytes, name: str, extension: str) -> HttpResponse:
    """A file that is taken away, never kept by what stands between."""
    response = HttpResponse(content, content_type=TYPES[extension])
    response["Content-Disposition"] = content_disposition(name.removesuffix(f".{extension}"), extension)
    response["Cache-Control"] = "no-store, private"
    return response
