"""What `manage.py check --deploy` asks of the settings of a real instance."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


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
