"""Reading the environment: typed, and an unknown value stops the start with a sentence."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# What may also be given in a file, so that no command line nor list of processes shows it.
SECRETS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_WORKER_URL",
    "DATABASE_DOOR_URL",
    "DATABASE_DIRECT_URL",
    "EPRIMO_SECRET_KEY",
    "EPRIMO_CARD_KEY",
    "EPRIMO_MAIL_URL",
    "EPRIMO_BOUNCE_IMAP_URL",
    "EPRIMO_VAPID_PRIVATE_KEY",
    "EPRIMO_FILES_SECRET",
)
# The named choice not to have something that production asks about.
NONE = "none"


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


def env_file(name: str, default: Path) -> Path | None:
    """A path; the word « none »: there is no such file."""
    value = env_str(name).strip()
    return None if value.lower() == NONE else Path(value) if value else default


def env_secret(name: str) -> str:
    """A secret given in `NAME`, or in the file that `NAME_FILE` names; empty when neither is."""
    if name not in SECRETS:
        raise KeyError(name)
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return os.environ.get(name, "").strip()
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE={path} cannot be read ({type(error).__name__}).") from None
    if not value:
        raise ImproperlyConfigured(f"{name}_FILE={path} is empty.")
    return value


def env_answer(name: str, value: str, meaning: str) -> str:
    """What production must have been told: the value, or the word « none ». Raises when nothing was said."""
    if not value.strip():
        raise ImproperlyConfigured(f"{name} is missing: {meaning}; or « {NONE} », when there is none.")
    return value


def proxies() -> int:
    """How many proxies of ours stand in front of the pages."""
    if env_str("EPRIMO_TRUSTED_PROXIES").strip().lower() == NONE:
        return 0
    return env_int("EPRIMO_TRUSTED_PROXIES", 0)


def mailer(url: str) -> dict[str, object]:
    """Django's settings for a `smtp://user:password@host:port` address (STARTTLS), `smtps://` for TLS from the start.

    Empty or « none »: nothing leaves. Credentials never travel in clear: without TLS, only to a host that asks for
    none of them.
    """
    if url.strip().lower() in {"", NONE}:
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
