"""Who reads a feed: the person of a token, in each of the roles, without a session."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest

from eprimo.foundation.access.actors import actors_of_feed, enter
from eprimo.foundation.access.entry import suspended
from eprimo.foundation.access.wall import leave
from eprimo.foundation.accounts.sessions import feed_hashes
from eprimo.foundation.kernel.actor import Actor, Role


@contextmanager
def reading_feed(request: HttpRequest, token: str) -> Iterator[list[Actor]]:
    """The actors whose dates the feed of this token has, for the length of the block in which the connection reaches
    what they do. Empty: there is no such feed, or nothing of its person's is left."""
    try:
        yield _actors(token)
    finally:
        # A browser that opens the address of somebody goes on as who is signed in there.
        signed_in = getattr(request, "signed_in", None)
        if signed_in is None:
            leave()
        else:
            enter(signed_in.key_hash)


def _actors(token: str) -> list[Actor]:
    found = next((found for one in feed_hashes(token) if (found := actors_of_feed(one))), [])
    return [one for one in found if one.role != Role.PUPIL and suspended(one) is None]
