"""What the operator is told of the sandbox by `manage.py check`."""

import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks

from eprimo.foundation.sandbox.antivirus import backend_of
from eprimo.foundation.sandbox.isolation import NAMESPACES


@checks.register(checks.Tags.security, deploy=True)
def namespaces_allowed(app_configs: Any, **kwargs: Any) -> Sequence[checks.CheckMessage]:  # noqa: ARG001 - Django's
    """Whether the children that read strangers' files are cut from the network, or the operator said they are not."""
    if not settings.SANDBOX_NAMESPACES or can_isolate():
        return []
    return [
        checks.Warning(
            "The kernel refuses namespaces to this user: the children that read strangers' files can open no socket, "
            "but the network is not taken from them.",
            hint="Allow user namespaces (docs/operate/files.md), or say EPRIMO_SANDBOX_NAMESPACES=off.",
            id="sandbox.W001",
        )
    ]


@checks.register(checks.Tags.security)
def antivirus_named(app_configs: Any, **kwargs: Any) -> Sequence[checks.CheckMessage]:  # noqa: ARG001 - Django's
    """Whether the antivirus that is named is one."""
    try:
        backend_of(settings.ANTIVIRUS)
    except ValueError as error:
        return [checks.Error(str(error), id="sandbox.E001")]
    return []


def can_isolate() -> bool:
    """Tried in a process of its own."""
    tried = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import os; os.unshare({NAMESPACES})"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return tried.returncode == 0
