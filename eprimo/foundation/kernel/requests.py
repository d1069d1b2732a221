"""The request as our views see it: with the actor that the middleware built."""

from django.http import HttpRequest

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import SignInRequired


class ActorRequest(HttpRequest):
    """Every signed-in view gets one. `actor` is never None there: the middleware sent the others to sign in."""

    actor: Actor


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise SignInRequired
    return actor
