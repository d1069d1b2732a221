"""Reading the environment: typed, and an unknown value stops the start with a sentence."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def env_str(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_int(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r}: expected a whole number.") from None


def env_bool(name: str, *, default: bool) -> bool:
    """« on » or « off »."""
    value = env_str(name).strip().lower()
    if not value:
        return default
    if value not in {"on", "off"}:
        raise ImproperlyConfigured(f"{name}={value!r}: expected on or off.")
    return value == "on"


def env_list(name: str, default: list[str] | None = None) -> list[str]:
    value = os.environ.get(name)
    if value is None:
        return default or []
    return [part.strip() for part in value.split(",") if part.strip()]


def env_secret(name: str, default: str = "") -> str:
    """A secret given in `NAME`, or in the file that `NAME_FILE` names."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def database(url: str) -> dict[str, object]:
    """Django's settings for a `postgresql://user:password@host:port/name?option=value` address."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"A database address starts with postgresql://, not {parts.scheme}://.")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        # Statements that are prepared (`kernel.statements`) are planned once, whatever their values.
        "OPTIONS": query
        | {"options": f"{query.get('options', '')} -c plan_cache_mode=force_generic_plan".strip()},
        # The psycopg pool asks for connections that Django does not keep itself.
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }


def mailer(url: str) -> dict[str, object]:
    """Django's settings for a `smtp://user:password@host:port` address (STARTTLS), `smtps://` for TLS from the start.

    Empty: nothing leaves. Credentials never travel in clear: without TLS, only to a host that asks for none.
    """
    if not url:
        return {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("EPRIMO_MAIL_URL starts with smtp:// or smtps:// and names a host.")
    options: dict[str, object] = {"host": parts.hostname, "timeout": 10}
    if parts.port:
        options["port"] = parts.port
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    if parts.scheme == "smtps":
        options["use_ssl"] = True
    elif parts.username:
        options["use_tls"] = True
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
