"""Whose pages a device may keep to be read without network, and which.

A shared computer must not remember a person: pages are kept for families only. A person with any duty, a pupil, has
the address of the school's machines in the same browser; nothing tells such a browser from a telephone at home.
"""

import hashlib
import hmac
from functools import cache

from django.conf import settings

from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import services
from eprimo.ui.addresses import reverse

# Told to the worker in the page's own answer: whose it is, and whether it may be kept.
OWNER, KEEP = "X-Eprimo-Owner", "X-Eprimo-Keep"
NOBODY = "none"
# The page on which the words of other pages stand: where one of these was not kept, the device leads to its words.
READINGS = "pwa:readings"
# In which language the reader wants what the worker shows by itself.
LANGUAGE = "X-Eprimo-Language"


@cache
def kept_pages() -> frozenset[str]:
    """Routes of what families read again on the way to school, as the services declare them."""
    return frozenset(route for one in services() for route in one.kept)


def may_keep(actor: Actor | None) -> bool:
    """Guardians who are nothing else, at work or in a body."""
    return actor is not None and all(position.role == Role.GUARDIAN for position in actor.positions)


def pages_ahead(actor: Actor) -> tuple[str, ...]:
    """Addresses of the pages that a family's device fetches before anybody opens them (no statement)."""
    if not may_keep(actor):
        return ()
    return tuple(reverse(route) for one in services() for route in one.kept_ahead(actor))


def owner_key(actor: Actor) -> str:
    """The opaque name that a device keeps pages under.

    It changes with the session, with the children, classes and restrictions of the actor, and with the language: on
    the first answer after a right is gone, or in another language, the worker throws away all that was kept under the
    former name.
    """
    rights = [
        (one.person_id, one.kind, one.restriction, one.school_ids, one.class_ids, one.group_ids)
        for one in actor.children
    ]
    told = f"offline:{actor.session_id}:{rights!r}:{sorted(actor.scope or ())}:{actor.language}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).hexdigest()[:24]
