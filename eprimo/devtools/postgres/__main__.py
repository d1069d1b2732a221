"""`python -m eprimo.devtools.postgres start|stop|status|url [--purpose dev] [--owner]`."""

import argparse
import os
import sys
from pathlib import Path

from eprimo.devtools.postgres import ServerError, ensure_server, server_runs, stop_server

ROOT = Path(__file__).resolve().parents[3]


def main(arguments: list[str] | None = None) -> int:
    """Run one command on the embedded server; 0 when done, 1 when it failed or (status) does not run."""
    parser = argparse.ArgumentParser(prog="python -m eprimo.devtools.postgres", description=main.__doc__)
    parser.add_argument("command", choices=["start", "stop", "status", "url"])
    parser.add_argument(
        "--purpose", default="dev", help="dev (default), demo or test: each has its own server"
    )
    parser.add_argument("--owner", action="store_true", help="url: the address of the owner of the tables")
    options = parser.parse_args(arguments)
    var = Path(os.environ.get("EPRIMO_VAR") or ROOT / "var")
    try:
        return _run(options.command, var, options.purpose, owner=options.owner)
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1


def _run(command: str, var: Path, purpose: str, *, owner: bool) -> int:
    if command == "stop":
        print("arrêtée" if stop_server(var, purpose) else "ne tournait pas")
        return 0
    if command == "status":
        runs = server_runs(var, purpose)
        print("tourne" if runs else "ne tourne pas")
        return 0 if runs else 1
    urls = ensure_server(var, purpose, fast=purpose == "test")
    if command == "url":
        print(urls.owner if owner else urls.application)
    return 0


if __name__ == "__main__":
    sys.exit(main())
