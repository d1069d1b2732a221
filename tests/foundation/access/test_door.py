"""The door's login: for the views that are marked, and for their length."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import RequestFactory

from eprimo.config import launch
from eprimo.config.settings.postgres import database
from eprimo.foundation.accounts.sessions import key_hash
from eprimo.foundation.directory.models import Guardianship
from eprimo.foundation.kernel.middleware import ReadOnlyGetMiddleware, WriteOnRead
from eprimo.foundation.kernel.outbox import Event, emit
from eprimo.foundation.kernel.sign_in_connection import ALIAS, as_the_door, at_the_door
from eprimo.foundation.kernel.table_rules import Writes
from tests import factories as make
from tests.cast import Cast
from tests.config.served import DOOR, database_url, door_url, served
from tests.foundation.access.walled import done, key_of, reached, run
from tests.foundation.transport.servers import free_port
from tests.test_consistency import routes
from tests.wall import session

# Each opens or replaces a session, or ends one by its key alone; looks at a secret, or makes one; or looks for people
# without a session. Another one needs a reason as good.
MARKED = {
    "accounts:activate",
    "accounts:email",
    "accounts:email_confirm",
    "accounts:password",
    "accounts:recover",
    "accounts:recover_use",
    "accounts:sign_in",
    "accounts:sign_in_pupil",
    "accounts:sign_out",
    "accounts:tie",
    "accounts:tie_by_code",
    "accounts:widen",
    "attendance:here",
    "attendance:here_touch",
    "agenda:make",
    "classroom:badge",
    "classroom:pictures",
    "classroom:wall",
    "classroom:who",
    "consortium_invitation:enter",
    "factors:application",
    "factors:codes_renew",
    "factors:distrust",
    "factors:passkey",
    "factors:remove",
    "notices:stop",
    "pwa:sender",
    "factors:enter",
    "alarms:close",
    "alarms:index",
    "alarms:one",
    "switches:index",
    "switches:lift",
    "vouching:give",
    "vouching:index",
    "vouching:invite",
}


@dataclass(frozen=True, slots=True)
class Knocked(Event):
    """Of this test."""


def _who() -> str:
    return str(run("SELECT current_user")[0][0])


@at_the_door
def _marked(request: Any) -> str:
    return _who()


def test_these_views_are_at_the_door_and_no_others() -> None:
    marked = {name for name, route in routes().items() if getattr(route.callback, "at_the_door", False)}
    assert marked == MARKED


@pytest.mark.django_db
def test_a_marked_view_has_the_login_for_its_length() -> None:
    assert _who() == settings.APPLICATION_ROLE
    assert _marked(SimpleNamespace()) == settings.DOOR_ROLE
    assert _who() == settings.APPLICATION_ROLE


@pytest.mark.django_db
def test_a_view_that_fails_leaves_the_login() -> None:
    with pytest.raises(ZeroDivisionError), as_the_door():
        raise ZeroDivisionError
    assert _who() == settings.APPLICATION_ROLE
    with pytest.raises(DatabaseError), transaction.atomic(), as_the_door():
        run("SELECT 1 / 0")
    assert _who() == settings.APPLICATION_ROLE


@pytest.mark.django_db
def test_no_page_takes_the_login_of_the_door(
    notes: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whatever the request was: the role is that of the marked view alone."""
    asked: list[str] = []
    monkeypatch.setattr("eprimo.foundation.accounts.views.me.own_news", lambda _: asked.append(_who()) or [])
    monkeypatch.setattr("eprimo.foundation.accounts.views.me.own_account", _seen(asked))
    client = sign_in(notes.samira)
    assert client.get("/compte/").status_code == 200
    assert set(asked) == {settings.APPLICATION_ROLE}
    asked.clear()
    assert client.get("/compte/mot-de-passe").status_code == 200
    assert set(asked) == {settings.DOOR_ROLE}


def _seen(asked: list[str]) -> Any:
    from eprimo.foundation.accounts.queries import own_account

    def noted(actor: Any) -> Any:
        asked.append(_who())
        return own_account(actor)

    return noted


@pytest.mark.django_db
def test_these_tables_are_the_door_s_own_and_no_others() -> None:
    """Of all others it writes the rows that the page would."""
    own = {
        model._meta.label
        for model in apps.get_models()
        if getattr(model, "writes", Writes()).door
        and model._meta.app_label not in {"accounts", "factors", "classroom"}
    }
    # What a yes to a tie brings; which acts are taken away, and from which day a role is asked for a factor; alarms
    # about sessions, which no session writes of itself; the animals that children touch before anybody signs in; whom
    # an invitation of the group brings in; and browsers, which go with the sessions that end there.
    assert own == {
        "kernel.Switch", "kernel.FactorTerm", "access.RefusalAlarm",
        "directory.TieProposal", "directory.Affiliation", "directory.Mandate", "directory.Attachment",
        "directory.GroupMembership", "directory.TiePlace", "presence.HereTouch", "notifications.PushDevice",
        "consortium.Invitation", "consortium.ManagingBody", "consortium.Member", "consortium.Seat",
    }  # fmt: skip


def test_what_is_not_the_door_s_own_it_writes_as_a_page(cast: Cast) -> None:
    link = Guardianship.objects.get(adult=cast.samira, child=cast.lea)
    for who, changed in (("", 0), ("samira", 0), ("director", 1)):
        key = key_of(cast.people[who]) if who else ""
        with session(key), as_the_door():
            assert done("UPDATE directory_guardianship SET priority = 3 WHERE id = %s", link.pk) == changed
            assert not done(
                "UPDATE directory_guardianship SET adult_id = %s WHERE id = %s", cast.paul.pk, link.pk
            )


def test_of_the_schools_the_door_reaches_what_the_page_would(notes: Cast) -> None:
    with session(""), as_the_door():
        assert reached() == set()
        emit(Knocked())
    with session(key_of(notes.teacher)), as_the_door():
        assert reached() == {notes.tilleuls.pk}
        emit(Knocked())
    rows = run("SELECT reach FROM kernel_outboxevent WHERE kind LIKE '%%Knocked' ORDER BY id")
    assert rows == [([],), ([notes.tilleuls.pk],)]


@pytest.fixture
def door(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The second login as production has it, on another connection than the test's."""
    login = {**connections.settings["default"], **database(door_url(database_url()))}
    monkeypatch.setitem(settings.DATABASES, ALIAS, login)
    connections[ALIAS] = DatabaseWrapper(login, ALIAS)
    # Tests have one database: Django opens no second connection by itself.
    connections[ALIAS].connect()
    yield
    connections[ALIAS].close()
    del connections[ALIAS]


@pytest.mark.usefixtures("door")
def test_as_another_login_everything_of_the_view_follows(cast: Cast) -> None:
    """What the ORM, a cursor and a transaction do. The session of the request is that of this connection too."""
    page = connection.connection
    key = key_hash(key_of(cast.teacher))
    with as_the_door(key):
        assert connection.connection is not page
        assert (_who(), connection.settings_dict["USER"]) == (settings.DOOR_ROLE, settings.DOOR_ROLE)
        with transaction.atomic():
            assert run("SELECT current_setting('eprimo.session', true), current_user") == [
                (key, settings.DOOR_ROLE)
            ]
        line = connection.connection
    assert connection.connection is page
    assert line.closed
    connections[ALIAS].connect()
    with as_the_door():
        assert run("SELECT COALESCE(current_setting('eprimo.session', true), '')") == [("",)]


@pytest.mark.usefixtures("door")
def test_as_another_login_a_get_writes_nothing_either() -> None:
    @at_the_door
    def view(request: Any) -> None:
        run("UPDATE accounts_account SET login = login")

    with pytest.raises(WriteOnRead):
        ReadOnlyGetMiddleware(view)(RequestFactory().get("/"))
    assert connections[ALIAS].execute_wrappers == []


@pytest.mark.django_db(transaction=True)
def test_somebody_signs_in_through_two_logins(cast: Cast) -> None:
    """A process as it is launched: the door opens the session, the page reads it."""
    account = cast.samira.account
    make.secret(account, "une phrase de passe longue")
    port = free_port()
    with (
        served(launch.pages(port, workers=1), port, database_url()),
        closing(HTTPConnection("127.0.0.1", port, timeout=20)) as line,
    ):
        headers = {"Host": "127.0.0.1"}
        line.request("GET", DOOR, headers=headers)
        answer = line.getresponse()
        page = answer.read().decode()
        token = page.split('name="csrfmiddlewaretoken" value="', 1)[1].split('"', 1)[0]
        jar = answer.headers["Set-Cookie"].split(";", 1)[0]
        form = urlencode({
            "csrfmiddlewaretoken": token, "login": account.login, "secret": "une phrase de passe longue",
        })  # fmt: skip
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": jar}
        line.request("POST", DOOR, body=form, headers=headers | kind)
        answer = line.getresponse()
        answer.read()
        assert answer.status == 302
        cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        [own] = [one.split(";", 1)[0] for one in cookies if one.startswith(settings.SESSION_COOKIE_NAME)]
        line.request("GET", "/compte/", headers=headers | {"Cookie": own})
        answer = line.getresponse()
        assert (answer.status, account.login in answer.read().decode()) == (200, True)
