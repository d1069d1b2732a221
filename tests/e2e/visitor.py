"""A person at a browser: reads and presses by the words that are on the page, as people do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Locator, Page, Request, expect

PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 800}

# Told in the page itself: what the browser refused under the page's own policy.
_LISTEN = "addEventListener('securitypolicyviolation', e => console.error('CSP', e.violatedDirective, e.blockedURI))"

type Look = Callable[["Visitor", str], None]


def nothing(visitor: "Visitor", name: str) -> None:
    """Look at no page in particular."""


@dataclass
class Visitor:
    """One context of the browser, at one page. `taps` counts what was pressed since it was last set to 0."""

    context: BrowserContext
    base: str
    look: Look = nothing
    faults: list[str] = field(default_factory=list)
    taps: int = 0

    def __post_init__(self) -> None:
        self.context.add_init_script(_LISTEN)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: self._fault(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self._fault(str(error)))
        self.page.on("request", self._request)

    def _fault(self, text: str) -> None:
        # An answer 4xx is told by the browser too; tests of refusals look at it by themselves.
        if "Failed to load resource" not in text:
            self.faults.append(f"{self.page.url}: {text}")

    def _request(self, request: Request) -> None:
        here, there = urlsplit(self.base), urlsplit(request.url)
        if there.scheme not in {"data", "blob", "about"} and there.netloc != here.netloc:
            self.faults.append(f"{self.page.url}: asks {request.url}")

    def asks(self, function: str) -> Any:
        """What this function answers in the page, or promises to; asked again of a page that took its place meanwhile.
        By the browser's own protocol, a promise is never answered when another page comes before."""
        for _ in range(20):
            try:
                return self.page.evaluate(function)
            except Error as gone:
                if "navigat" not in str(gone) and "destroyed" not in str(gone):
                    raise
                self.page.wait_for_timeout(50)
        raise AssertionError(f"no answer: {function}")

    def open(self, path: str) -> None:
        answer = self.page.goto(path if path.startswith("http") else self.base + path)
        assert answer is None or answer.ok, f"{path}: {answer.status}"

    def arrive(self, state: Literal["domcontentloaded", "load"] = "domcontentloaded") -> None:
        """Wait until the page is whole: a press is over when its answer begins, and there is no element yet."""
        self.page.wait_for_load_state(state)

    def looks(self, name: str) -> None:
        """Show this state of the page to whoever watches: axe, a camera, or nobody."""
        self.arrive("load")
        self.look(self, name)

    def link(self, name: str, *, exact: bool = False) -> Locator:
        return self.page.get_by_role("link", name=name, exact=exact).first

    def button(self, name: str, *, exact: bool = False) -> Locator:
        return self.page.get_by_role("button", name=name, exact=exact).first

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label).first

    @property
    def url(self) -> str:
        return self.page.url

    def holds(self, label: str) -> str:
        """What stands in a field."""
        return self.field(label).input_value()

    def has_field(self, label: str) -> bool:
        return self.page.get_by_label(label).count() > 0

    def row(self, name: str) -> str:
        """The text of the row of a table."""
        return self.page.get_by_role("row", name=name).first.inner_text()

    def follow(self, name: str, *, exact: bool = False) -> None:
        self.taps += 1
        self.link(name, exact=exact).click()
        self.arrive()

    def unfold(self, words: str) -> None:
        """Open what these words fold away."""
        self.taps += 1
        self.page.locator("summary:visible", has_text=words).first.click()

    def press(self, name: str, *, exact: bool = False) -> None:
        self.taps += 1
        self.button(name, exact=exact).click()
        self.arrive()

    def write(self, label: str, text: str, *, exact: bool = False) -> None:
        self.page.get_by_label(label, exact=exact).first.fill(text)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).first.check()

    def reads(self, text: str) -> None:
        """The text is there to be seen; waits for it a little."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def heading(self, text: str) -> None:
        """The page's own title."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)

    def prints(self, name: str) -> bytes:
        """The file that a button gives."""
        with self.page.expect_download() as waited:
            self.press(name)
        return Path(waited.value.path()).read_bytes()

    def uploads(self, label: str, files: dict[str, bytes]) -> None:
        payload: Any = [
            {"name": name, "mimeType": "text/csv", "buffer": data} for name, data in files.items()
        ]
        self.page.get_by_label(label).set_input_files(payload)


def pictures_come(page: Page) -> None:
    """The three pictures are asked for, and answer to fingers."""
    page.locator(".images").wait_for()
    page.wait_for_load_state()
