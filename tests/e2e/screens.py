"""Pictures of every page of the journey and of the menus, for people who review: `python -m tests.e2e.screens OUT`."""

import os
import sys
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import ViewportSize

from tests.e2e.visitor import Visitor

PHONE: ViewportSize = {"width": 360, "height": 780}
TABLET: ViewportSize = {"width": 768, "height": 1024}
DESK: ViewportSize = {"width": 1440, "height": 900}
WIDTHS: dict[str, ViewportSize] = {"360": PHONE, "1440": DESK}
EVERY_WIDTH: dict[str, ViewportSize] = {"360": PHONE, "768": TABLET, "1440": DESK}
# Scheme of the device -> what the name of the picture says of it.
THEMES: tuple[tuple[Literal["light", "dark"], str], ...] = (("light", ""), ("dark", "-sombre"))
FOLDER = "EPRIMO_SCREENS"


def shoot_all(visitor: Visitor, name: str) -> None:
    """A picture a width, by day and by night."""
    for scheme, said in THEMES:
        visitor.page.emulate_media(color_scheme=scheme)
        shoot(visitor, f"{name}{said}", EVERY_WIDTH)
    visitor.page.emulate_media(color_scheme="light")


def shoot(visitor: Visitor, name: str, widths: dict[str, ViewportSize] | None = None) -> None:
    """One picture of the whole page a width, in the folder that the variable names."""
    before = visitor.page.viewport_size
    for width, size in (widths or WIDTHS).items():
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
