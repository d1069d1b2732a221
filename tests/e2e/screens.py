"""Pictures of every screen, by person, for people who review: `python -m tests.e2e.screens OUT [--all] [-k WORDS]`.

The people are those of the demo. `--all` makes each screen at every width and in every theme; `-k` makes a part of it.
"""

import argparse
import os
import sys
from pathlib import Path

from eprimo.devtools.run_tests import main as run_tests
from tests.e2e.pictures.camera import EVERYTHING, FOLDER
from tests.e2e.pictures.index import write_index

SCENES = Path(__file__).with_name("pictures")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.screens", description=__doc__)
    parser.add_argument("out", type=Path, help="the folder of the pictures")
    parser.add_argument("--all", action="store_true", help="every width and theme of each screen")
    parser.add_argument("-k", default="", help="a part of the scenes, in the words of pytest")
    asked = parser.parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    os.environ[FOLDER] = str(asked.out.resolve())
    os.environ[EVERYTHING] = "1" if asked.all else ""
    scenes = map(str, sorted(SCENES.glob("shoot_*.py")))
    code = run_tests([*scenes, "-p", "no:randomly", "--dist", "loadfile", "--tb", "short", "-k", asked.k])
    write_index(asked.out)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
