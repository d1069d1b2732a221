"""« Ajouter à mon téléphone »: one's private address, and what a telephone reads there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from eprimo.foundation.access.entry import reading_feed
from eprimo.foundation.accounts.actions.sessions import feed_begin, feed_end
from eprimo.foundation.accounts.paths import absolute
from eprimo.foundation.accounts.queries import own_feed
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible, SchoolClosed
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.sign_in_connection import at_the_door
from eprimo.foundation.kernel.views import always_open, by_key
from eprimo.services.agenda.feeds import FeedData, file_of, mark_of, read_feeds
from eprimo.services.agenda.policies import may_have_feed
from eprimo.ui.squares import square_uri

# Kept by who asked, and asked again each time: no cache between may answer for us.
_KEPT = "private, no-cache"


@require_safe
def telephone(request: HttpRequest) -> HttpResponse:
    """Show what a feed is, and whether there is one: its address is told once."""
    actor = _who(request)
    return render(request, "agenda/telephone.html", {"held": own_feed(actor)})


@at_the_door
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Answer with a fresh address, on this page and never again; the one before is closed."""
    actor = _who(request)
    address = absolute("agenda:feed", feed_begin(actor=actor))
    # As a calendar program takes it over; never in the clear where pages are not.
    scheme, _, rest = address.partition("://")
    shown = {
        "address": address,
        "opens": f"webcal{'s' * (scheme == 'https')}://{rest}",
        "square": square_uri(address),
    }
    return render(request, "agenda/telephone.html", {"held": own_feed(actor), **shown})


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End a feed: no telephone reads it any more, from the next time on."""
    feed_end(actor=_who(request))
    return redirect("agenda:telephone")


@by_key
@always_open
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever has this token: recomputed each time, sent when it changed."""
    with reading_feed(request, token) as actors:
        reads = read_feeds(actors)
        response = _answer(request, reads) if reads else HttpResponse(status=404, content_type="text/plain")
    if getattr(request, "actor", None) is None:
        # Who opens it in a browser that is signed in leaves nothing of it there.
        response.headers["Cache-Control"] = _KEPT
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, reads: list[FeedData]) -> HttpResponse:
    mark = f'"{mark_of(reads)}"'
    response = get_conditional_response(request, etag=mark)
    if response is None:
        response = HttpResponse(file_of(reads), content_type="text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = 'inline; filename="e-primo.ics"'
    response.headers["ETag"] = mark
    return response


def _who(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.closed and not actor.children:
        raise SchoolClosed
    if not may_have_feed(actor):
        raise NotVisible
    return actor
