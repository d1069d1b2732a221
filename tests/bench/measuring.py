"""What the bench writes, run as it is run by hand."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from eprimo.devtools.postgres import stop_server

ROOT = Path(__file__).resolve().parents[2]
_CLEARED = (
    "DATABASE_URL",
    "DATABASE_WORKER_URL",
    "DATABASE_DOOR_URL",
    "DATABASE_OWNER_URL",
    "DJANGO_SETTINGS_MODULE",
)


def measured(var: Path, *options: str, ends: int = 0) -> dict[str, Any]:
    """What `python -m bench` writes, on a server of its own; it ends with that code."""
    environment = {name: value for name, value in os.environ.items() if name not in _CLEARED}
    command = [sys.executable, "-m", "bench", *options]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment | {"EPRIMO_VAR": str(var)},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        stop_server(var, "bench")
    assert done.returncode == ends, done.stdout + done.stderr
    (file,) = (var / "bench").glob("*.json")
    return {**json.loads(file.read_text(encoding="utf-8")), "said": done.stdout}
