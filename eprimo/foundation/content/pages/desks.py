"""In which school of its author a thing is written: the one where its form was opened, whatever was chosen since."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.accounts.actions.accounts import position_switch
from eprimo.foundation.content.capabilities import readers_above
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.kernel.actor import Actor, Position
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.requests import actor_of


def desk_mark(actor: Actor) -> str:
    """Return what a form says of the school in use: nothing to anybody else. 20 hexadecimal digits."""
    return _mark(actor, actor.school_id)


def desk_of(actor: Actor, kind: Kind, mark: str) -> Actor:
    """Return the author at the school of that mark: a draft that a device kept comes back by itself, and in another tab
    the school in use may be another one by now. Without a mark: where the author is."""
    position = _position(actor, kind, mark)
    if position is None:
        return actor
    there = for_person(actor.person_id, role=position.role, school_id=position.school_id, scope=actor.scope)
    return there.in_session_of(actor)


def author_of(request: HttpRequest, kind: Kind) -> Actor:
    """Return who writes. What is posted from another school than the one in use is of the school where its form was
    opened: its author is there again, and is told so."""
    actor, mark = actor_of(request), request.POST.get("desk", "")
    position = _position(actor, kind, mark)
    if position is None:
        return actor
    position_switch(actor=actor, position=position)
    there: Actor = desk_of(actor, kind, mark)
    request.actor = there  # type: ignore[attr-defined]
    this = kind.words.this[:1].upper() + kind.words.this[1:]
    where = there.school_name or there.role_label
    messages.info(request, f"{this} est de {where}\u00a0: vous y travaillez de nouveau.")
    return there


def _position(actor: Actor, kind: Kind, mark: str) -> Position | None:
    """Where to go; None: nowhere else. In the role in use, else in another in which one writes there."""
    if not mark or mark == desk_mark(actor):
        return None
    authors = kind.writing.authors | readers_above(kind).keys()
    there = [one for one in actor.positions if one.role in authors and mark == _mark(actor, one.school_id)]
    if not there:
        raise Forbidden("Ce texte a été commencé là où vous n’écrivez plus.")
    return next((one for one in there if one.role == actor.role), there[0])


def _mark(actor: Actor, school_id: int | None) -> str:
    key = f"{actor.person_id}:{school_id}"
    return salted_hmac("eprimo.content.desk", key, algorithm="sha256").hexdigest()[:20]
