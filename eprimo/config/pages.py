"""What a process that answers people does before it opens its first connection; commands and the worker do not."""

from django.conf import settings
from django.db import connections

from eprimo.config.settings.postgres import with_limits


def limit_statements() -> None:
    """No page waits for ever on the database (`PAGE_LIMITS`). Imports, migrations and backups are not cut."""
    for login in connections.settings.values():
        login["OPTIONS"] = with_limits(login, settings.PAGE_LIMITS)["OPTIONS"]
