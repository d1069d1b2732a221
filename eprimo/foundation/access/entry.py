"""Coming in while the safety desk has suspended it: no session is opened for who is left no role, and pages of a role
that is taken do not open in those that are. Who reads a feed comes in by its token, in each of the roles.

What is the own account's stays open in a session that there was, as in a school without entitlement: signing out, the
other roles, the own copy.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from django.utils.translation import gettext as _

from eprimo.foundation.access.actors import SignedIn, actors_of_feed, at_other_positions, enter, for_person
from eprimo.foundation.access.wall import leave
from eprimo.foundation.accounts.models import Session
from eprimo.foundation.accounts.policies import may_use_role
from eprimo.foundation.accounts.sessions import feed_hashes
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import EntrySuspended
from eprimo.foundation.kernel.models import Platform
from eprimo.foundation.kernel.switches import reason_of, standing_switches, switches_against


def suspended(actor: Actor) -> EntrySuspended | None:
    """Return the refusal where the role in use was suspended; None: it is open. Nothing is read while no switch
    stands."""
    found = next((one for one in switches_against(actor) if one.takes(may_use_role.act)), None)
    if found is None:
        return None
    told = _("L’entrée est suspendue pour le moment\u00a0: %(reason)s") % {"reason": reason_of(found)}
    return EntrySuspended(told)


def is_open(found: SignedIn) -> bool:
    """Tell whether this session opens what has no page (a stream, a file), which stands behind the same doors
    as pages."""
    actor = found.actor
    closed = (actor.closed and not actor.children) or suspended(actor) is not None
    return found.charter_accepted and actor.is_live and not closed


def session_let_in(session: Session) -> None:
    """Let a fresh session in, before its key is told. Raises EntrySuspended when each role of the person is
    suspended."""
    counter = Platform.objects.values_list("switch_counter", flat=True).get()
    if not any(one.takes(may_use_role.act) for one in standing_switches(counter)):
        return
    scope = None if session.scope is None else frozenset(session.scope)
    actor = for_person(session.account.person_id, scope=scope)
    refused = suspended(actor)
    if refused is not None and all(suspended(one) for one in at_other_positions(actor)):
        raise refused


@contextmanager
def reading_feed(request: HttpRequest, token: str) -> Iterator[list[Actor]]:
    """Yield the actors whose dates the feed of this token has, for the length of the block in which the connection
    reaches what they do. Empty: there is no such feed, or nothing of its person's is left."""
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
