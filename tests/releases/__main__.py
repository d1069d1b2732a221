"""`python -m tests.releases`: keeps the small demo of the release under way, as `tests/releases/VERSION.dump`,
and beside it the names of events that its rows may hold.

It is made once, at the commit that gets the tag, and never again: later releases are tried on it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import django

from eprimo.devtools.backup_archive import find_source
from eprimo.devtools.postgres import stop_server
from eprimo.devtools.postgres.place import private_folder
from eprimo.foundation.kernel import outbox

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SETTINGS = "eprimo.config.settings.demo"


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    target = HERE / f"{project['project']['version']}.dump"
    if target.exists():
        sys.stderr.write(f"{target} is there: a release keeps the dump that it was published with.\n")
        return 1
    folder = Path(tempfile.mkdtemp(prefix="eprimo-release-"))
    folder.chmod(0o755)
    os.environ.update(EPRIMO_VAR=str(folder), DJANGO_SETTINGS_MODULE=SETTINGS)
    try:
        command = [sys.executable, str(ROOT / "manage.py"), "load_demo", "--schools=3", "--pupils=20"]
        subprocess.run(command, check=True)
        find_source("demo").run(
            "pg_dump", ["--format=custom", "--compress=9", "--no-password", f"--file={target}"]
        )
    finally:
        stop_server(folder, "demo")
        shutil.rmtree(private_folder(folder.resolve() / "pg" / "demo"), ignore_errors=True)
        shutil.rmtree(folder)
    target.with_suffix(".events").write_text("\n".join(_events()) + "\n", encoding="utf-8")
    sys.stdout.write(f"{target}: {target.stat().st_size / 1e6:.1f} MB\n")
    return 0


def _events() -> list[str]:
    """The names of every event that a worker of this tree carries on."""
    django.setup()
    return sorted(outbox._handlers)


if __name__ == "__main__":
    sys.exit(main())
