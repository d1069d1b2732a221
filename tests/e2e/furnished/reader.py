"""What is read of a page as it was sent: links, names, kinds of element. Nothing is drawn, no script runs."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser

from tests.e2e.accessible import NAMES
from tests.e2e.shapes import SHAPE

_READ = f"""html => {{
  const page = new DOMParser().parseFromString(html, 'text/html');
  return {{
    links: [...page.querySelectorAll('a[href]')].map(a => a.getAttribute('href')),
    faults: ({NAMES})(page), keys: ({SHAPE})(page), direction: page.documentElement.dir,
  }};
}}"""


@dataclass(frozen=True)
class Read:
    links: list[str]
    faults: list[str]
    keys: frozenset[int]
    direction: str


class Reader:
    """The browser's own parser, so that a page is to it what it is to who opens it."""

    def __init__(self, browser: Browser) -> None:
        self._context = browser.new_context()
        self._page = self._context.new_page()

    def read(self, html: str) -> Read:
        found: dict[str, Any] = self._page.evaluate(_READ, html)
        return Read(found["links"], found["faults"], frozenset(found["keys"]), found["direction"])

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *error: object) -> None:
        self._context.close()
