"""What a browser is told of the pages that it keeps encrypted: which, for how long, and for which rights."""

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from eprimo.foundation.kernel.actor import Actor, Position, Role
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.services import may_own_device, sealed_of

# On each page of a person: the marks of `rights_marks`, separated by spaces. A kept copy of other rights is erased.
RIGHTS = "X-Eprimo-Rights"
# On a page that may be kept: how many seconds later the browser asks for it again, at the earliest.
AGAIN = "X-Eprimo-Again"
_FAMILIES = frozenset({Role.GUARDIAN, Role.PUPIL})


def is_sealed_here(request: HttpRequest, url_name: str) -> bool:
    """Tell whether this browser of the person who asks may keep that page."""
    return url_name in sealed_of(actor_of(request), own=is_own(request))


def is_own(request: HttpRequest) -> bool:
    """The person who asks declared this browser to be on an own device."""
    return bool(getattr(request, "own_device", False))


def may_be_declared(request: HttpRequest) -> bool:
    """Tell whether the person may declare this browser an own one: some page would be kept there, and nobody said that
    others use it too."""
    return not getattr(request, "device_is_shared", True) and may_own_device(actor_of(request))


def rights_marks(actor: Actor, *, own: bool) -> str:
    """Return « position.rights », then the positions of the person that are not in use.

    The rights change with the session, the classes and the declaration of the device: what a page of before left on the
    device is erased by the first answer that follows. Another position of the same person keeps its own copies. Empty:
    of who works nowhere, whose devices keep no such page.
    """
    if all(one.role in _FAMILIES for one in actor.positions):
        return ""
    told = f"{actor.session_id}:{own}:{sorted(actor.class_ids)}:{sorted(actor.delegated_class_ids)}:{actor.closed}"
    used = _mark(actor, str(actor.role), actor.school_id)
    rights = salted_hmac("eprimo.rights", told, algorithm="sha256").hexdigest()[:12]
    others = [_of_position(actor, one) for one in actor.positions]
    return " ".join([f"{used}.{rights}", *(one for one in dict.fromkeys(others) if one != used)])


def _of_position(actor: Actor, position: Position) -> str:
    return _mark(actor, str(position.role), position.school_id)


def _mark(actor: Actor, role: str, school_id: int | None) -> str:
    told = f"{actor.person_id}:{role}:{school_id}"
    return salted_hmac("eprimo.position", told, algorithm="sha256").hexdigest()[:8]
