"""« Agenda: see an occasion: as source; director: own school; commune_agent: own service, school dates »; « Inspector,
academy, own territory: … school dates »."""

from datetime import timedelta

from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.accounts.sessions import feed_hash
from tests.conftest import NOW
from tests.matrix.line import EVERYBODY, Variant, line
from tests.matrix.scene import Scene
from tests.matrix.who import (
    AGENTS,
    GUARDIANS,
    HEADS,
    PARTNERS,
    PUPILS,
    STAFF,
    TEACHERS,
    TERRITORY,
    VERNE_ALL,
    VERNE_HEADS,
    VERNE_TEACHERS,
)

# Of a text: who has it reads, signed in or not.
_TOKEN = "adresse-privee"
_READERS = (
    f"{HEADS} {TEACHERS} {STAFF} {AGENTS} {PARTNERS} {PUPILS} {GUARDIANS} {VERNE_ALL} guardian_verne agent_verne "
    f"{TERRITORY}"
)

_ADULTS = " ".join(one for one in _READERS.split() if one not in f"{PUPILS} lea_verne".split())
_WRITERS = f"{HEADS} {TEACHERS} {VERNE_HEADS} {VERNE_TEACHERS}"


def _feed(scene: Scene) -> object:
    account = Account.objects.get(person=scene.cast.samira)
    return Session.objects.create(
        account=account, key_hash=feed_hash(_TOKEN), feed=True, expires_at=NOW + timedelta(days=9)
    )


LINES = (
    line("agenda:home", "GET", Variant(ok=_READERS)),
    line("agenda:paper", "GET", Variant(ok=_READERS)),
    line("agenda:telephone", "GET", Variant(ok=_ADULTS)),
    line("agenda:make", "POST", Variant(ok=_ADULTS)),
    line("agenda:end", "POST", Variant(ok=_ADULTS, writes=False)),
    line(
        "agenda:import", "GET POST",
        Variant(ok=_WRITERS, methods="GET"),
        Variant(name="nothing chosen", ok=_WRITERS, methods="POST", ok_status=422, writes=False),
    ),
    line("agenda:import_add", "POST", Variant(ok=_WRITERS, writes=False)),
    line(
        "agenda:feed", "GET",
        Variant(name="of somebody", args=lambda s: (_TOKEN,), before=_feed, ok=EVERYBODY),
        Variant(name="no such feed", args=lambda s: (_TOKEN,)),
        public=True, always_open=True,
    ),
)  # fmt: skip
