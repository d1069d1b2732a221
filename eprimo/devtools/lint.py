"""Every linter, one after the other; all are run, then what failed is shown and the end is a failure."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from eprimo.devtools.bootstrap.setup import find_npm
from eprimo.devtools.run_tests import test_server

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
TOOLS = Path(PYTHON).parent

# Enough for `check --deploy` to read the production settings; none of it is a secret of anything.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "eprimo.config.settings.prod",
    "EPRIMO_SECRET_KEY": "lint-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
    "EPRIMO_CARD_KEY": "lint-" + "9876543210zyxwvutsrqponmlkjihgfedcba" * 2,
    "EPRIMO_HOSTS": "ent.example.org",
    "EPRIMO_PUBLIC_URL": "https://ent.example.org",
    "EPRIMO_MAIL_URL": "smtp://mail.example.org",
    "EPRIMO_TRUSTED_PROXIES": "1",
    "EPRIMO_SEAL_KEYS_FILE": "none",
    # What the kernel of this machine allows is not what is looked at.
    "EPRIMO_SANDBOX_WITHOUT": "namespaces,landlock,seccomp",
}
TEST = {"DJANGO_SETTINGS_MODULE": "eprimo.config.settings.test"}


@dataclass(frozen=True)
class Linter:
    """A command that is silent about what is right and fails on what is not."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path = ROOT


def linters(database: dict[str, str]) -> list[Linter]:
    """All of them, the quick ones first; Django's checks ask a `database` what it can do."""
    npm, node = node_tools()
    manage = [PYTHON, "manage.py"]
    return [
        Linter("ruff", [str(TOOLS / "ruff"), "check", "."]),
        Linter("ruff format", [str(TOOLS / "ruff"), "format", "--check", "."]),
        Linter("shellcheck", [str(TOOLS / "shellcheck"), *shell_scripts()]),
        Linter("import-linter", [str(TOOLS / "lint-imports"), "--no-cache"]),
        Linter("djlint", [str(TOOLS / "djlint"), "eprimo", "--lint", "--quiet"]),
        Linter("biome", [*npm, "run", "--silent", "lint"], node, ROOT / "frontend"),
        Linter("tsc", [*npm, "run", "--silent", "types"], node, ROOT / "frontend"),
        Linter("mypy", [PYTHON, "-m", "mypy", "--no-error-summary"]),
        Linter("migrations", [*manage, "makemigrations", "--check", "--dry-run"], TEST | database),
        Linter(
            "check --deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION | database
        ),
    ]


def node_tools() -> tuple[list[str], dict[str, str]]:
    """The npm and the PATH that the set-up uses: the machine's node, or the one of the environment."""
    command, path = find_npm()
    return command, {"PATH": path}


def shell_scripts() -> list[str]:
    """Tracked files that a shell runs."""
    listed = subprocess.run(
        ["git", "grep", "-lIE", "^#!.*[/ ](ba)?sh$"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return listed.stdout.split() or ["eprimo/devtools/bootstrap/run"]


def passes(linter: Linter) -> bool:
    """Run one; its output is shown only when it fails."""
    started = time.monotonic()
    done = subprocess.run(
        linter.command,
        cwd=linter.folder,
        env=os.environ | linter.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    good = done.returncode == 0
    print(f"{'ok ' if good else 'NON'}  {linter.name}  {time.monotonic() - started:.1f} s", flush=True)
    if not good:
        print(done.stdout, flush=True)
    return good


def main() -> int:
    """1 when any linter found something."""
    with test_server() as database:
        failed = [linter.name for linter in linters(database) if not passes(linter)]
    if failed:
        print(f"À corriger\u00a0: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
