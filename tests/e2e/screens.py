"""Pictures of every page of the journey and of the menus, for people who review: `python -m tests.e2e.screens OUT`."""

import os
import sys
from pathlib import Path

import pytest

from tests.e2e.visitor import Visitor

WIDTHS = {"360": {"width": 360, "height": 780}, "1440": {"width": 1440, "height": 900}}
FOLDER = "EPRIMO_SCREENS"


def shoot(visitor: Visitor, name: str) -> None:
    """One picture of the whole page a width, in the folder that the variable names."""
    before = visitor.page.viewport_size
    for width, size in WIDTHS.items():
        visitor.page.set_viewport_size(size)
        # As tall as the page: what stands at the bottom of a screen is at the bottom of the picture.
        tall = visitor.page.evaluate("document.documentElement.scrollHeight")
        visitor.page.set_viewport_size({"width": size["width"], "height": max(size["height"], tall)})
        visitor.page.screenshot(path=Path(os.environ[FOLDER]) / f"{name}-{width}.png")
    visitor.page.set_viewport_size(before or WIDTHS["1440"])


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("python -m tests.e2e.screens OUT")  # noqa: T201
        return 2
    folder = Path(arguments[0]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ[FOLDER] = str(folder)
    return int(pytest.main([str(Path(__file__).with_name("shooting.py")), "-q", "-p", "no:randomly"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
