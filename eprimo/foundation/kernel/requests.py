"""The actor of a request, as the middleware left it."""

from django.http import HttpRequest

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import SignInRequired


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks. Signed-in views always have one: the middleware sent the others to sign in."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise SignInRequired
    return actor
