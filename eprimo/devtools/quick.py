"""`make quick`: the tests of what changed since main, in two minutes at most for the edit of a module.

A changed file names its folder of tests (`eprimo/console/support/views.py`: `tests/console/support`) and the addresses
of its app in the access matrix, but for a template, which lets nobody in; a changed test is run itself, a changed
helper of tests brings its folder; templates, styles and scripts bring the tests of screens. Browsers are left to
`make test`. What cannot be told from its place (settings, requirements, the fixed cast) is said, and not run: the whole
suite is what a change is judged by.
"""

import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from eprimo.devtools.changes import changed
from eprimo.devtools.run_tests import main as run_tests

ROOT = Path(__file__).resolve().parents[2]
# Over every file: consistency of the house, words of templates.
ALWAYS = ("tests/test_consistency.py",)
_APP_NAME = re.compile(r'^app_name = "(\w+)"', re.MULTILINE)


@dataclass
class Chosen:
    """Paths for pytest, name spaces of addresses whose lines of the matrix are asked, and files that tell nothing."""

    paths: set[str] = field(default_factory=set)
    spaces: set[str] = field(default_factory=set)
    untold: list[str] = field(default_factory=list)


def chosen(files: Iterable[str], root: Path = ROOT) -> Chosen:
    """What these files ask for."""
    found = Chosen()
    for name in files:
        parts = Path(name).parts
        if parts[0] == "tests":
            _test(found, name, root)
        elif parts[0] == "eprimo" and len(parts) > 3:
            _product(found, parts, root)
        elif parts[0] == "eprimo" and parts[1] in {"ui", "devtools"}:
            _folder(found, f"tests/{parts[1]}", name, root)
        elif parts[0] == "frontend":
            _folder(found, "tests/ui", name, root)
        elif parts[0] == "bench":
            _folder(found, "tests/bench", name, root)
        elif not name.endswith(".md"):
            found.untold.append(name)
    return found


def _test(found: Chosen, name: str, root: Path) -> None:
    path = Path(name)
    if path.name.startswith("test_") and path.suffix == ".py":
        if (root / name).exists():
            found.paths.add(name)
    elif path.parts[1:3] == ("matrix", "lines") and path.suffix == ".py":
        found.spaces.add(path.stem)
    elif len(path.parts) > 2:
        found.paths.add(str(path.parent))
    else:
        found.untold.append(name)


def _product(found: Chosen, parts: tuple[str, ...], root: Path) -> None:
    """A file of an app: the nearest folder of tests that mirrors it, and its addresses."""
    for deep in range(len(parts) - 1, 1, -1):
        mirror = Path("tests", *parts[1:deep])
        if (root / mirror).is_dir():
            found.paths.add(str(mirror))
            break
    else:
        found.untold.append("/".join(parts))
    if parts[-1].endswith(".html"):
        found.paths.add("tests/ui/test_templates.py")
        return
    urls = root.joinpath(*parts[:3], "urls.py")
    if urls.exists() and (name := _APP_NAME.search(urls.read_text(encoding="utf-8"))):
        found.spaces.add(name[1])


def _folder(found: Chosen, tests: str, name: str, root: Path) -> None:
    found.paths.add(tests) if (root / tests).is_dir() else found.untold.append(name)


def main(arguments: list[str]) -> int:
    """pytest's own code; 0 when nothing that tests know has changed."""
    found = chosen(changed(arguments[0]) if arguments else changed())
    if found.untold:
        print("Sans tests à leur place (make test les juge) : " + ", ".join(found.untold))
    if not found.paths and not found.spaces:
        print("Rien n’a changé que des tests d’un dossier connaissent.")
        return 0
    words = [*ALWAYS, *sorted(found.paths)]
    if found.spaces:
        words += ["tests/matrix/test_matrix.py", "--matrix-of", ",".join(sorted(found.spaces))]
    print("make quick : " + " ".join(words), flush=True)
    os.environ["BROWSER"] = "no"
    return run_tests(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
