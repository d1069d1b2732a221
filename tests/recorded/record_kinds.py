"""Records the life of a thing of each kind: what each act sends to the database, and what it does to rows, the trail,
events and notices."""

from collections.abc import Callable

import pytest

from eprimo.foundation.content.kinds import kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.life import thing_publish, thing_restore, thing_trash, thing_withdraw
from eprimo.foundation.kernel.outbox import run_due
from tests.cast import Cast
from tests.contract.things import KEYS, draft, mark
from tests.recorded.rows import Looks, moved
from tests.recorded.statements import statements_sent
from tests.recorded.writing import write
from tests.reference.contents import KINDS, Object

OBJECTS = [pytest.param(key, one, id=f"{key}-{one.name}") for key in KEYS for one in KINDS[key].objects]


def _carry_on() -> None:
    """What the acts so far made due."""
    while run_due():
        pass


@pytest.mark.parametrize(("key", "one"), OBJECTS)
def test_life(cast: Cast, key: str, one: Object) -> None:
    actor, kind, looks = cast.actor(one.author), kind_of(key), Looks()
    made: list[Resource] = []

    def publish() -> None:
        thing_publish(actor=actor, kind=kind, resource=made[0], confirmed=mark(key, made[0]))

    steps: list[tuple[str, Callable[[], object]]] = [
        ("draft", lambda: made.append(draft(cast, key, one))),
        ("publish", publish),
        ("events of it", _carry_on),
        ("withdraw", lambda: thing_withdraw(actor=actor, kind=kind, resource=made[0])),
        ("trash", lambda: thing_trash(actor=actor, kind=kind, resource=made[0])),
        ("restore", lambda: thing_restore(actor=actor, kind=kind, resource=made[0])),
        ("events of these", _carry_on),
    ]
    told, before = [], looks.rows()
    for name, step in steps:
        with statements_sent() as sent:
            step()
        after = looks.rows()
        told += [f"## {name}", *(f"> {text}" for text in sent), *moved(before, after)]
        before = after
    write("kinds", f"{key}/{one.name}", "\n".join(told))
