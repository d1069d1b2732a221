"""One side of a comparison: a work tree with its own code, its own server of PostgreSQL and its own rows.

`python -m bench.side` serves it, prints what may be asked of it as one line of JSON, and stops when its input ends. It
is started in a folder that holds this bench, before the tree's own: both sides are measured by the same.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.load import Request
from bench.page import Page, Shown
from bench.processes import ROOT, Served

OWN = ROOT.resolve()


@dataclass(frozen=True)
class Side:
    """What is asked by turns with another; `made_at`: the instant as of which its rows were made."""

    name: str
    server: Served
    floor: Served
    pages: list[Page]
    made_at: str


@contextmanager
def side(
    name: str, tree: Path, schools: int, kept: int, *, at: str = "", fresh: bool = False
) -> Iterator[Side]:
    """That work tree, serving an academy of so many schools; everything is stopped at the end.

    Another tree than this one has its databases under `var` of this one, and nothing of it is written.
    """
    tree = tree.resolve()
    python = tree / ".venv" / "bin" / "python"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bench").symlink_to(OWN / "bench")
        environment = {**os.environ, "PYTHONPATH": f"{folder}:{tree}", "PYTHONDONTWRITEBYTECODE": "1"}
        if tree != OWN:
            var = Path(os.environ.get("EPRIMO_VAR") or OWN / "var")
            environment["EPRIMO_VAR"] = str(var.resolve() / "bench" / "against")
        command = [
            str(python if python.exists() else sys.executable), "-m", "bench.side",
            "--schools", str(schools), "--kept", str(kept), "--at", at,
            *(["--fresh"] if fresh else []), *(["--stop"] if tree != OWN else []),
        ]  # fmt: skip
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdin is not None and process.stdout is not None  # noqa: PT018
        try:
            line = process.stdout.readline()
            if not line:
                raise SystemExit(f"{name}: this tree cannot be served (code {process.wait()}).")
            yield _read(name, json.loads(line))
        finally:
            process.stdin.close()
            process.wait()


def _read(name: str, told: dict[str, Any]) -> Side:
    pages = [
        Page(
            one["name"],
            [Request(raw.encode(), frozenset(wanted)) for raw, wanted in one["requests"]],
            one["again"],
            one["limit"],
            Shown(**one["shows"]) if one["shows"] else None,
        )
        for one in told["pages"]
    ]
    return Side(name, Served(**told["server"]), Served(**told["floor"]), pages, told["made_at"])


def _written(page: Page) -> dict[str, Any]:
    return {
        "name": page.name, "again": page.again, "limit": page.limit,
        "requests": [(one.raw.decode(), sorted(one.wanted)) for one in page.requests],
        "shows": asdict(page.shows) if page.shows else None,
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.side", description=__doc__)
    parser.add_argument("--schools", type=int, required=True)
    parser.add_argument("--kept", type=int, required=True, help="notes of each school under measure")
    parser.add_argument("--at", default="", help="the instant as of which rows are made")
    parser.add_argument("--fresh", action="store_true", help="make the database again")
    parser.add_argument("--stop", action="store_true", help="stop the server of PostgreSQL at the end")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from bench import databases, processes
    from bench.acts import acts_for
    from bench.pages import pages_for
    from eprimo.devtools.postgres import stop_server

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("warm_templates", verbosity=0)
    at = datetime.fromisoformat(options.at) if options.at else None
    name = databases.ensure(options.schools, kept=options.kept, fresh=options.fresh, at=at)
    told = {
        "pages": [_written(page) for page in [*pages_for(options.schools), *acts_for(options.schools)]],
        "made_at": databases.made_at().isoformat(),
    }
    postmaster = databases.postmaster()
    databases.leave()
    with processes.served(name, postmaster) as server, processes.floor(name, postmaster) as floor:
        print(json.dumps({**told, "server": asdict(server), "floor": asdict(floor)}), flush=True)
        sys.stdin.read()
    if options.stop:
        stop_server(settings.VAR, "bench")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
