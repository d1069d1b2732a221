"""What `manage.py check --deploy` asks of the settings of a real instance."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's name

from eprimo.foundation.kernel.seal_keys import NoSealKey, seal_keys


@register(Tags.security, deploy=True)
def listens_without_a_pooler(**_: Any) -> list[CheckMessage]:
    """A signal that is sent while one listens through a pooler is heard by nobody, and nothing says so."""
    if not settings.DATABASES["default"].get("POOLED"):
        return []
    direct = settings.DATABASE_DIRECT
    if direct and not direct.get("POOLED"):
        return []
    return [
        Error(
            "DATABASE_URL goes through a pooler (pooled=on), and DATABASE_DIRECT_URL is missing or goes through one.",
            hint="The process of streams listens on a connection that stays open: give it the server itself.",
            id="eprimo.E001",
        )
    ]


@register(Tags.security, deploy=True)
def the_owner_comes_directly(**_: Any) -> list[CheckMessage]:
    """Imports hold a lock for the length of their session, which a pooler would hand to somebody else."""
    if settings.DATABASE_OWNER.get("POOLED"):
        return [Error("DATABASE_OWNER_URL goes through a pooler (pooled=on).", id="eprimo.E002")]
    return []


@register(Tags.security, deploy=True)
def the_trail_is_sealed_with_a_key(**_: Any) -> list[CheckMessage]:
    """Warn of a trail that no key seals: without one, whoever writes in the database as its owner writes the seals
    again, too."""
    path = settings.SEAL_KEYS_FILE
    if path is None:
        return []
    hint = "manage.py rotate_seal_key makes the first one (docs/operate/trail.md); EPRIMO_SEAL_KEYS_FILE=none: none."
    try:
        if not seal_keys():
            return [Warning("No key seals the audit trail.", hint=hint, id="eprimo.W007")]
    except NoSealKey as error:
        return [Error(error.sentence, hint=hint, id="eprimo.E007")]
    if path.stat().st_mode & 0o077:
        return [Error(f"{path} is read by others than its owner (chmod 600).", id="eprimo.E008")]
    return []
