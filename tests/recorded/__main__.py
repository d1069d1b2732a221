"""`python -m tests.recorded BEFORE`: does this tree do what BEFORE did, but for the renames of `renamed.toml`?

BEFORE is a commit, or the folder of another work tree. Each is recorded under `var/recorded` by its own recorder (by
this one where it has none), and every difference is shown. It ends with 1 when there is one. The record of a commit is
kept for the next time. `--only PART…`: of the parts inventories, kinds, story, files and routes these alone;
`--of NAMESPACES`: only the addresses of these name spaces (by commas).
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.recorded.comparing import differences, read_renames
from tests.recorded.writing import VARIABLE

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ROOT / "var" / "recorded"
HERE = Path("tests/recorded")
PARTS = ("inventories", "kinds", "story", "files", "routes")
# Of the run that starts this one: its processes, their database, its choice of tests.
_OF_ANOTHER_RUN = ("PYTEST_", "EPRIMO_TEST_")
# Of the drill, every kind is asked; sets stand in one order; a database beside that of a run that is under way.
_SETTLED = {"EPRIMO_DRILL": "full", "PYTHONHASHSEED": "0", "EPRIMO_TEST_SUFFIX": "_recorded"}

# Of a tree: the fonts of its papers, and the communes.
_MAKE = "from eprimo.devtools.bootstrap import setup; setup.make_fonts(); setup.make_geography()"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.recorded", description=__doc__)
    parser.add_argument("before", help="a commit, or the folder of a work tree")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    parser.add_argument("--of", default="", metavar="NAMESPACES")
    options = parser.parse_args(arguments)
    parts = ["routes"] if options.of else options.only
    after = RECORDS / "after"
    before = _record_of(options.before, parts, options.of)
    if before is None or record(ROOT, after, parts, options.of):
        sys.stderr.write("A record failed: its tests say where.\n")
        return 2
    found = [
        one for part in parts for one in differences(before / part, after / part, read_renames(), part)
    ]  # fmt: skip
    sys.stdout.write(("\n".join(found) or "No difference.") + "\n")
    return 1 if found else 0


def _record_of(before: str, parts: Sequence[str], spaces: str) -> Path | None:
    """The folder of its record, which a commit may have from an earlier time; None where it failed."""
    if Path(before).is_dir():
        target = RECORDS / "before"
        return None if record(Path(before).resolve(), target, parts, spaces) else target
    commit = subprocess.run(
        ["git", "rev-parse", "--verify", f"{before}^{{commit}}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    target = RECORDS / (f"{commit} {spaces}" if spaces else commit)
    missing = [part for part in parts if not (target / part).is_dir()]
    if missing:
        with _tree_of(commit) as tree:
            if record(tree, target, missing, spaces):
                return None
    return target


def record(root: Path, target: Path, parts: Sequence[str], spaces: str = "") -> int:
    """Records parts of what this work tree does into a folder; pytest's code. What failed leaves nothing there."""
    command = [
        sys.executable,
        "-m",
        "eprimo.devtools.run_tests",
        *(f"{HERE}/record_{part}.py" for part in parts),
    ]
    if spaces:
        command += ["-k", " or ".join(f"{space}:" for space in spaces.split(","))]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OF_ANOTHER_RUN)}
    for part in parts:
        shutil.rmtree(target / part, ignore_errors=True)
    environment = kept | _SETTLED | {VARIABLE: str(target), "EPRIMO_VAR": str(ROOT / "var")}
    code = subprocess.run(command, cwd=root, env=environment, check=False).returncode
    if code:
        for part in parts:
            shutil.rmtree(target / part, ignore_errors=True)
    return code


@contextmanager
def _tree_of(commit: str) -> Iterator[Path]:
    """A work tree of that commit, made for the time being."""
    with tempfile.TemporaryDirectory(prefix="eprimo-recorded-") as folder:
        tree = Path(folder) / "tree"
        subprocess.run(
            ["git", "worktree", "add", "--quiet", "--detach", str(tree), commit], cwd=ROOT, check=True
        )
        try:
            _prepare(tree)
            yield tree
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=True)


def _prepare(tree: Path) -> None:
    """What `make setup` makes and no commit holds, and the recorder where that commit had none. The front is the one
    that was built here: what it is made of is no part of a record."""
    for name in (".venv", "frontend/dist", "frontend/node_modules"):
        (tree / name).symlink_to(ROOT / name, target_is_directory=True)
    if not (tree / HERE).is_dir():
        shutil.copytree(ROOT / HERE, tree / HERE)
    subprocess.run([sys.executable, "-c", _MAKE], cwd=tree, check=True)


if __name__ == "__main__":
    sys.exit(main())
