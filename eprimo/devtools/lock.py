"""Writes requirements/*.txt from pyproject.toml: every package with its hashes, no address of where it came from."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAD = "# Locked from pyproject.toml by `make lock`.\n"
# Mirrors and constraints of one machine must not reach the files.
FOREIGN = ("PIP_", "UV_FIND_LINKS", "UV_CONSTRAINT", "UV_OVERRIDE")


def main() -> int:
    """Lock production, then everything on top of the same versions; 0 when both are written."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    lock("base", [], environment)
    lock("dev", ["--group", "demo", "--group", "dev", "-c", "requirements/base.txt"], environment)
    return 0


def lock(name: str, options: list[str], environment: dict[str, str]) -> None:
    """Write requirements/NAME.txt, for every Python from 3.12 on and every platform."""
    file = ROOT / "requirements" / f"{name}.txt"
    fresh = file.with_suffix(".new")
    fresh.parent.mkdir(exist_ok=True)
    fresh.write_text(file.read_text(encoding="utf-8") if file.exists() else "", encoding="utf-8")
    command = ["uv", "pip", "compile", "-q", "pyproject.toml", "--universal", "--python-version", "3.12"]
    command += [
        "--generate-hashes",
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--no-header",
        "--no-annotate",
    ]
    subprocess.run(
        [*command, *options, "-o", str(fresh)], cwd=ROOT, env=environment, check=True, stdout=sys.stderr
    )
    file.write_text(HEAD + fresh.read_text(encoding="utf-8").removeprefix(HEAD), encoding="utf-8")
    fresh.unlink()


if __name__ == "__main__":
    sys.exit(main())
