"""What the operator is told of the sandbox by `manage.py check`."""

import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

from eprimo.foundation.sandbox.antivirus import backend_of
from eprimo.foundation.sandbox.isolation import PARTS

_ROOT = Path(__file__).resolve().parents[3]
_TRY = (
    "import sys; sys.path.insert(0, sys.argv[1]); from eprimo.foundation.sandbox import isolation as i; "
    "print(*i.parts_offered(namespaces=False), *(['namespaces'] if i.namespaces_offered() else []))"
)
_HINTS = {
    "namespaces": "allow user namespaces",
    "landlock": "boot with landlock among the security modules (Linux 5.13 or later)",
    "seccomp": "allow filters of system calls",
}


@checks.register(checks.Tags.security, deploy=True)
def kernel_confines(app_configs: Any, **kwargs: Any) -> Sequence[checks.CheckMessage]:  # noqa: ARG001 - Django's
    """Whether the kernel has all that keeps apart who reads strangers' files, or the operator said what it lacks."""
    lacking = [part for part in PARTS if part not in offered() and part not in settings.SANDBOX_WITHOUT]
    return [
        checks.Warning(
            f"The kernel gives no {part} to this user: no file of a stranger is read here.",
            hint=f"Either {_HINTS[part]} (docs/operate/files.md), or accept it: EPRIMO_SANDBOX_WITHOUT={part}.",
            id=f"sandbox.W00{number}",
        )
        for number, part in enumerate(PARTS, 1)
        if part in lacking
    ]


@checks.register(checks.Tags.security)
def antivirus_named(app_configs: Any, **kwargs: Any) -> Sequence[checks.CheckMessage]:  # noqa: ARG001 - Django's
    """Whether the antivirus that is named is one."""
    try:
        backend_of(settings.ANTIVIRUS)
    except ValueError as error:
        return [checks.Error(str(error), id="sandbox.E001")]
    return []


@cache
def offered() -> frozenset[str]:
    """The parts that this kernel has for this user, tried in a process of its own."""
    tried = subprocess.run(
        [sys.executable, "-I", "-c", _TRY, str(_ROOT)],
        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, capture_output=False, stdout=subprocess.PIPE,
        text=True, check=False,
    )  # fmt: skip
    return frozenset(tried.stdout.split())
