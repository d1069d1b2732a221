"""The address of a database: every word of libpq, limits for pages only, a pooler that is told from a server."""

from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from eprimo.config.settings.postgres import database, with_limits
from eprimo.foundation.notifications.live.listener import connection_options

PLANS = "-c plan_cache_mode=force_generic_plan -c jit=off"


def test_an_address_gives_its_parts_and_what_keeps_a_page_from_waiting() -> None:
    found = database("postgresql://eprimo_app:p%40ss@db.example.org:6432/eprimo?sslmode=verify-full")
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("eprimo", "eprimo_app", "p@ss")
    assert (found["HOST"], found["PORT"]) == ("db.example.org", "6432")
    assert found["OPTIONS"] == {
        "connect_timeout": "3", "keepalives_idle": "10", "keepalives_interval": "3", "keepalives_count": "3",
        "tcp_user_timeout": "10000", "sslmode": "verify-full", "options": PLANS,
        "server_side_binding": True, "prepare_threshold": 5,
    }  # fmt: skip
    assert found["CONN_HEALTH_CHECKS"] is True
    assert found["POOLED"] is False


def test_what_the_address_says_wins() -> None:
    found = database("postgresql://u:p@h/n?connect_timeout=9&options=-c%20work_mem%3D8MB")
    assert found["OPTIONS"]["connect_timeout"] == "9"
    assert found["OPTIONS"]["options"] == f"-c work_mem=8MB {PLANS}"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p@a:1,b:2/n?target_session_attrs=read-write",
        "postgresql://u:p@/n?host=a,b&port=1,2&target_session_attrs=read-write",
    ],
)
def test_several_hosts_are_one_address(url: str) -> None:
    found = database(url)
    assert (found["HOST"], found["PORT"]) == ("a,b", "1,2")
    # The listener of streams keeps every word, and none of Django's.
    found["OPTIONS"]["pool"] = {"max_size": 3}
    words = connection_options(found)
    assert words["target_session_attrs"] == "read-write"
    assert words["keepalives_idle"] == "10"
    assert words["options"] == PLANS
    assert "pool" not in words


def test_a_pooler_gets_no_start_up_option() -> None:
    found = database("postgresql://u:p@h:6432/n?pooled=on&sslmode=require")
    assert "options" not in found["OPTIONS"]
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["POOLED"] is found["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert with_limits(found, settings.PAGE_LIMITS) == found


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:secret@h/n", "postgresql://u:secret@h/n?pooled=yes", "postgresql://u:secret@h/n?unknown=1",
        "postgresql://u:secret@[::1/n", "u:secret@h",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        database(url)
    assert "secret" not in str(refused.value)


def _given() -> str:
    given = connection.settings_dict
    return (
        f"postgresql://{quote(given['USER'])}:{quote(given['PASSWORD'])}@:{given['PORT']}/{given['NAME']}"
        f"?host={quote(given['HOST'], safe='')}"
    )


@pytest.mark.django_db
def test_limits_are_those_of_pages_and_cut_no_long_job() -> None:
    found = database(_given())
    limited = with_limits(found, settings.PAGE_LIMITS)
    # The server of tests ends a wait for a lock by itself.
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        (own,) = cursor.fetchone()
    assert own in {"0", "2min"}
    for options, wanted in ((found, ("0", own, "0")), (limited, ("15s", "5s", "1min"))):
        with psycopg.connect(**connection_options(options)) as line:
            said = [
                line.execute("SELECT current_setting(%s)", [name]).fetchone() for name in settings.PAGE_LIMITS
            ]
            plans = line.execute(
                "SELECT current_setting('plan_cache_mode'), current_setting('jit')"
            ).fetchone()
        assert [one[0] for one in said if one] == list(wanted)
        assert plans == ("force_generic_plan", "off")
    # This process is none of pages, as commands and the worker are none.
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pooled", "direct", "owner", "told"),
    [
        (False, "", "", []),
        (True, "postgresql://u:p@h/n", "postgresql://o:p@h/n", []),
        (True, "", "", ["DATABASE_DIRECT_URL"]),
        (True, "postgresql://u:p@h/n?pooled=on", "", ["DATABASE_DIRECT_URL"]),
        (False, "", "postgresql://o:p@h/n?pooled=on", ["DATABASE_OWNER_URL"]),
    ],
)
def test_deploy_asks_for_the_server_behind_a_pooler(
    settings: Any, monkeypatch: pytest.MonkeyPatch, pooled: bool, direct: str, owner: str, told: list[str]
) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "POOLED", pooled)
    settings.DATABASE_DIRECT = database(direct) if direct else {}
    settings.DATABASE_OWNER = database(owner) if owner else {}
    try:
        call_command("check", "--deploy", "--tag", "security")
        said = ""
    except SystemCheckError as error:
        said = str(error)
    assert [name for name in ("DATABASE_DIRECT_URL", "DATABASE_OWNER_URL") if name in said] == told
