"""Shared by dev, demo and test: keys kept in the var folder, and a database of our own unless one is given."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eprimo.config.settings.env import env_secret
from eprimo.config.settings.postgres import answers_people, database, of_this_process


def _drawn() -> str:
    return secrets.token_urlsafe(48)


def kept_secret(path: Path, make: Callable[[], str] = _drawn) -> str:
    """The secret kept in a file, made at the first call; readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_text(make(), encoding="utf-8")
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass  # another process was first: its secret holds
        finally:
            temporary.unlink()
    return path.read_text(encoding="utf-8").strip()


def databases(
    var: Path, purpose: str, *, fast: bool = False
) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """(of the pages and their door, or of the worker; of the owner) settings: from the addresses that were given, else
    from the embedded server."""
    application, owner = env_secret("DATABASE_URL"), env_secret("DATABASE_OWNER_URL")
    worker, door = env_secret("DATABASE_WORKER_URL"), env_secret("DATABASE_DOOR_URL")
    if not application:
        from eprimo.devtools.postgres import ensure_server

        urls = ensure_server(var, purpose, fast=fast)
        application, worker, door, owner = urls.application, urls.worker, urls.door, urls.owner
    # On a machine that is busy building or testing, a server that is there may be slow to greet.
    patient = 10
    found = {"default": database(of_this_process(application, worker), connect_timeout=patient)}
    if door and answers_people():
        found["door"] = database(door, connect_timeout=patient)
    return found, database(owner, connect_timeout=patient) if owner else {}
