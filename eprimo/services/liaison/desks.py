"""In which school of its author a note is written: the one where its form was opened, whatever was chosen since."""

from dataclasses import replace

from django.utils.crypto import salted_hmac

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.accounts.actions.accounts import position_switch
from eprimo.foundation.kernel.actor import Actor, Position
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.services.liaison.policies import TEAM


def desk_mark(actor: Actor) -> str:
    """What a form says of the school in use: nothing to anybody else. 20 hexadecimal digits."""
    return _mark(actor, actor.school_id)


def desk_of(actor: Actor, mark: str) -> Actor:
    """The author at the school of that mark: a draft that a device kept comes back by itself, and in another tab the
    school in use may be another one by now. Without a mark: where the author is."""
    position = _position(actor, mark)
    if position is None:
        return actor
    there = for_person(actor.person_id, role=position.role, school_id=position.school_id, scope=actor.scope)
    return replace(there, session_id=actor.session_id, second_factor=actor.second_factor)


def desk_take(*, actor: Actor, mark: str) -> Actor:
    """The same, and that school is the one in use from now on: its pages follow."""
    position = _position(actor, mark)
    if position is not None:
        position_switch(actor=actor, position=position)
    return desk_of(actor, mark)


def _position(actor: Actor, mark: str) -> Position | None:
    """Where to go; None: nowhere else. In the role in use, else in another in which one writes there."""
    if not mark or mark == desk_mark(actor):
        return None
    there = [one for one in actor.positions if one.role in TEAM and mark == _mark(actor, one.school_id)]
    if not there:
        raise Forbidden("Ce mot a été commencé dans une école où vous n’écrivez plus.")
    return next((one for one in there if one.role == actor.role), there[0])


def _mark(actor: Actor, school_id: int | None) -> str:
    key = f"{actor.person_id}:{school_id}"
    return salted_hmac("eprimo.liaison.desk", key, algorithm="sha256").hexdigest()[:20]
