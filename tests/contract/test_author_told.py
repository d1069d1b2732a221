"""For the kinds of the day: who wrote a thing is told when somebody else takes it back, by a notice of the kernel."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from eprimo.foundation.content.kinds import kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.life import thing_restore, thing_trash, thing_withdraw
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.author_notices import TAKEN, TOLD_FOR
from eprimo.foundation.notifications.models import Notice, NoticeState
from tests.cast import Cast
from tests.conftest import NOW
from tests.contract.things import IN_TURN, first, in_state

pytestmark = pytest.mark.parametrize("key", IN_TURN)


def _other(author: str) -> str:
    """Somebody else who manages it: who heads the school, or stands in for who does."""
    return "deputy" if author == "director" else "director"


def _told(made: Resource) -> list[Notice]:
    return list(Notice.objects.filter(resource=made, card=TAKEN))


def _home(client: Client) -> str:
    return unescape(client.get("/").content.decode())


@pytest.mark.parametrize("state", ["out", "to come"])
def test_its_author_is_told_of_what_another_took_back(cast: Cast, sign_in: Any, key: str, state: str) -> None:
    kind, one = kind_of(key), first(key)
    made = in_state(cast, key, one, state)
    client = sign_in(cast.people[one.author])
    run_due()
    assert not _told(made)
    thing_withdraw(actor=cast.actor(_other(one.author)), kind=kind, resource=made)
    run_due()
    (notice,) = _told(made)
    assert (notice.recipient_id, notice.state) == (cast.people[one.author].pk, NoticeState.OPEN)
    assert (notice.ring_at, notice.child_id) == (None, None)
    did = f"a retiré {kind.words.this}" if state == "out" else f"a arrêté {kind.words.this}"
    page = _home(client)
    assert did in page
    assert made.title in page
    # Who took it back is told nothing.
    assert did not in _home(sign_in(cast.people[_other(one.author)]))


def test_what_one_takes_back_oneself_tells_nobody(cast: Cast, key: str) -> None:
    one = first(key)
    made = in_state(cast, key, one, "withdrawn")
    thing_trash(actor=cast.actor(one.author), kind=kind_of(key), resource=made)
    run_due()
    assert not _told(made)


def test_it_is_told_once_and_no_more_when_it_is_out_again(cast: Cast, sign_in: Any, key: str) -> None:
    kind, one = kind_of(key), first(key)
    made, other = in_state(cast, key, one, "out"), cast.actor(_other(one.author))
    client = sign_in(cast.people[one.author])
    thing_withdraw(actor=other, kind=kind, resource=made)
    thing_trash(actor=other, kind=kind, resource=made)
    run_due()
    assert len(_told(made)) == 1
    assert "à la corbeille" in _home(client)
    thing_restore(actor=other, kind=kind, resource=made)
    assert f"a retiré {kind.words.this}" in _home(client)
    made = in_state(cast, key, one, "out")
    thing_trash(actor=other, kind=kind, resource=made)
    run_due()
    assert "à la corbeille" in _home(client)
    thing_restore(actor=other, kind=kind, resource=made)
    assert "à la corbeille" not in _home(client)


def test_it_is_told_for_two_weeks(cast: Cast, sign_in: Any, key: str) -> None:
    kind, one = kind_of(key), first(key)
    made = in_state(cast, key, one, "out")
    thing_withdraw(actor=cast.actor(_other(one.author)), kind=kind, resource=made)
    run_due()
    for later, state in ((timedelta(days=13), NoticeState.OPEN), (TOLD_FOR, NoticeState.DONE)):
        with clock.frozen(NOW + later):
            run_due()
            assert [notice.state for notice in _told(made)] == [state]
            page = _home(sign_in(cast.people[one.author]))
            assert (f"a retiré {kind.words.this}" in page) is (state == NoticeState.OPEN)
