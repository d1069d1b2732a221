"""The address of a database as Django's settings, with what keeps a page from waiting for one that is away."""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

# A word of ours in the address: a pooler in session mode (pgBouncer) stands between; it refuses start-up options.
_POOLED = "pooled"
# A server that went away is noticed within half a minute, also by a line that only listens (seconds; the last: ms).
_STEADY = {
    "keepalives_idle": "10",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
# Values are bound by the server, so that what a connection asks for the fifth time is prepared, and planned once,
# whatever its values: a page of lists cost PostgreSQL two to three times as much in planning as in finding rows.
_PREPARED: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 5}
# One plan for every value; and none is compiled: what a page asks is estimated dear and done in milliseconds.
_PLANS = "-c plan_cache_mode=force_generic_plan -c jit=off"
_UNREADABLE = "A database address cannot be read: postgresql://user:password@host:port/name."
_APART = ("dbname", "user", "password", "host", "port")


def plain(url: str) -> tuple[str, bool]:
    """The address as libpq reads it, without our own word; and whether a pooler stands between."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ImproperlyConfigured(_UNREADABLE) from None
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"A database address starts with postgresql://, not {parts.scheme}://.")
    query = parse_qsl(parts.query, keep_blank_values=True)
    said = dict(query).get(_POOLED, "off")
    if said not in {"on", "off"}:
        raise ImproperlyConfigured(f"{_POOLED}={said} in a database address: expected on or off.")
    kept = urlencode([(name, value) for name, value in query if name != _POOLED], quote_via=quote)
    return urlunsplit(parts._replace(query=kept)), said == "on"


def database(url: str, *, connect_timeout: int = 3) -> dict[str, Any]:
    """Django's settings for a `postgresql://user:password@host:port/name?word=value` address.

    Every word of libpq may stand in it, several hosts included. `connect_timeout` in seconds, of each host.
    """
    address, pooled = plain(url)
    try:
        words = {name: str(value) for name, value in conninfo_to_dict(address).items()}
    except ProgrammingError:
        # What libpq says of it repeats the address, password included.
        raise ImproperlyConfigured(_UNREADABLE) from None
    name, user, password, host, port = (words.pop(word, "") for word in _APART)
    options: dict[str, Any] = {"connect_timeout": str(connect_timeout), **_STEADY, **words, **_PREPARED}
    if not pooled:
        options["options"] = f"{words.get('options', '')} {_PLANS}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name, "USER": user, "PASSWORD": password, "HOST": host, "PORT": port,
        "OPTIONS": options,
        # The psycopg pool asks for connections that Django does not keep itself. A connection that died while it was
        # idle is replaced before it is used.
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
        # Ours, to be asked by `check --deploy`.
        "POOLED": pooled,
    }  # fmt: skip


def answers_people() -> bool:
    """Is this a process of pages or streams? They stand behind the second wall; the worker, every command and the bench
    see all schools."""
    return Path(sys.argv[0]).parent.name == "granian" or sys.argv[1:2] == ["runserver"]


def of_this_process(application: str, worker: str) -> str:
    """The login that this process takes. `worker` empty: a machine that has one login."""
    return worker if worker and not answers_people() else application


def with_limits(settings: dict[str, Any], limits: dict[str, str]) -> dict[str, Any]:
    """The same, where each connection starts with these settings of PostgreSQL. A pooler sets them itself."""
    if settings.get("POOLED"):
        return settings
    words = " ".join(f"-c {name}={value}" for name, value in limits.items())
    options = {**settings["OPTIONS"], "options": f"{settings['OPTIONS'].get('options', '')} {words}".strip()}
    return {**settings, "OPTIONS": options}
