"""A stream behind the second wall: one process and one connection for many people, one after the other."""

import json

import pytest

from eprimo.foundation.access.actors import from_session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.notifications.live import checks
from eprimo.foundation.notifications.live.badges import badges_of
from eprimo.foundation.notifications.live.tickets import _cipher, read_ticket, ticket_for
from eprimo.services.liaison.actions.threads import reply_write
from tests.cast import Cast
from tests.services.liaison.notes import to_sign
from tests.wall import session

pytestmark = pytest.mark.django_db


def test_a_stream_counts_and_watches_what_the_page_does(cast: Cast) -> None:
    note = to_sign(cast)
    reply_write(actor=cast.actor("samira"), note=note, child=cast.lea, body="Bonjour")
    topic = f"note:{note.resource.public_id}"
    holders, badges = [], []
    for who in ("teacher", "director_verne"):
        key = session_open(cast.people[who].account)[1]
        with session(key):
            signed_in = from_session(key)
            assert signed_in is not None
            badges.append(badges_of(signed_in.actor))
        text = ticket_for(signed_in)
        said = json.loads(_cipher().decrypt(text.encode()))
        assert set(said) == {"k", "e", "n", "u", "t"}, "no number of a person, an account or a session"
        ticket = read_ticket(text)
        assert ticket is not None
        holder = checks.admit(ticket, [topic])
        assert holder is not None
        holders.append(holder)
    assert [set(holder.topics) for holder in holders] == [{topic}, set()]
    verdicts = checks.check([*holders, holders[0]], [[topic], [], [topic]])
    assert [one.closed for one in verdicts] == [False, False, False]
    assert [one.badges for one in verdicts] == [badges[0], badges[1], badges[0]]
    assert badges[0] != badges[1]
