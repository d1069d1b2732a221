"""A person at Firefox: the words of `Visitor` that the journeys use, so that they are told once for both browsers."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.e2e.marionette import Marionette, MarionetteError

WITHIN = 10.0
FRESH = 0.6
# An element is found as people find it: by its role and the words that name it, seen, the first of the page.
_FIND = """
const [role, name, exact] = arguments;
const squeezed = (text) => (text || '').replace(/\\s+/g, ' ').trim();
const named = (e) => {
  const by = e.getAttribute('aria-labelledby');
  if (by) return squeezed(by.split(' ').map((id) => document.getElementById(id)?.textContent).join(' '));
  const labels = e.labels?.length ? [...e.labels].map((l) => l.textContent).join(' ') : '';
  return squeezed(e.getAttribute('aria-label') || labels || (e.matches('input') && e.value)
    || e.innerText || e.textContent);
};
const kinds = {
  link: 'a[href]', button: 'button, [role=button], input[type=submit]', field: 'input, textarea, select',
  heading: 'h1', summary: 'summary', row: 'tr', text: 'body *',
};
const wanted = squeezed(name).toLowerCase();
const fits = (e) => {
  const said = named(e).toLowerCase();
  return exact ? said === wanted : said.includes(wanted);
};
const there = (e) => role === 'field' || e.checkVisibility();
let found = [...document.querySelectorAll(kinds[role])].filter((e) => fits(e) && there(e));
if (role === 'text') found = found.filter((e) => ![...e.children].some((c) => fits(c) && c.checkVisibility()));
return found[0] || null;
"""
_FILL = """
const [e, text] = arguments;
e.focus();
e.value = text;
e.dispatchEvent(new Event('input', {bubbles: true}));
e.dispatchEvent(new Event('change', {bubbles: true}));
"""


class FirefoxVisitor:
    """One Firefox at one page. What is awaited comes within ten seconds, or the test fails saying what was missing."""

    def __init__(self, browser: Marionette, base: str) -> None:
        self.browser, self.base, self.taps = browser, base, 0

    @property
    def url(self) -> str:
        return str(self.browser.ask("WebDriver:GetCurrentURL"))

    def run(self, script: str, *arguments: Any) -> Any:
        return self.browser.ask("WebDriver:ExecuteScript", script=script, args=list(arguments))

    def open(self, path: str) -> None:
        self.browser.ask("WebDriver:Navigate", url=path if path.startswith("http") else self.base + path)

    def looks(self, name: str) -> None:
        """Nobody watches here."""

    def signs_in(self, cookie: str, key: str) -> None:
        """Bring a cookie of this site: a session, or the class's device."""
        if not self.url.startswith(self.base):
            self.open("/")
        self.browser.ask("WebDriver:AddCookie", cookie={"name": cookie, "value": key, "httpOnly": True})

    def follow(self, name: str, *, exact: bool = False) -> None:
        self._press(self._find("link", name, exact))

    def press(self, name: str, *, exact: bool = False) -> None:
        self._press(self._find("button", name, exact))

    def unfold(self, words: str) -> None:
        self._click(self._find("summary", words))

    def tick(self, label: str) -> None:
        box = self._find("field", label, True)
        if not self.run("return arguments[0].checked", box):
            # As people do: a box that is drawn otherwise is under its label.
            self._click(self.run("return arguments[0].labels[0] ?? arguments[0]", box))

    def write(self, label: str, text: str, *, exact: bool = False) -> None:
        self.run(_FILL, self._find("field", label, exact), text)

    def holds(self, label: str) -> str:
        """What stands in a field."""
        return str(self.run("return arguments[0].value", self._find("field", label)))

    def has_field(self, label: str) -> bool:
        return bool(self.run(_FIND, "field", label, False))

    def row(self, name: str) -> str:
        """The text of the row of a table."""
        return str(self.run("return arguments[0].innerText", self._find("row", name)))

    def reads(self, text: str) -> None:
        self._find("text", text)

    def heading(self, text: str) -> None:
        self._find("heading", text)

    def prints(self, name: str) -> bytes:
        before = set(self.browser.downloads.iterdir())
        self.taps += 1
        self._click(self._find("button", name))

        def whole() -> Path | None:
            new = {one for one in self.browser.downloads.iterdir() if one.suffix != ".part"} - before
            return next((one for one in new if one.stat().st_size), None)

        return _waited(whole, f"the file of « {name} »").read_bytes()

    def uploads(self, label: str, files: dict[str, bytes]) -> None:
        # Read when the form leaves, not when they are chosen: they stay as long as the browser.
        folder = self.browser.downloads.parent / "files"
        folder.mkdir(exist_ok=True)
        paths = [folder / name for name in files]
        for path in paths:
            path.write_bytes(files[path.name])
        chosen = "\n".join(map(str, paths))
        self.browser.ask("WebDriver:ElementSendKeys", id=_id(self._find("field", label)), text=chosen)

    def touch(self, selector: str) -> None:
        """What this selector of a style sheet names: pictures have no words."""
        found = _waited(lambda: self.run("return document.querySelector(arguments[0])", selector), selector)
        # A page takes no choice in its first moments: small fingers tap twice (frontend/src/behaviours/names.ts).
        time.sleep(FRESH)
        self._press(found)

    def _find(self, role: str, name: str, exact: bool = False) -> Any:
        return _waited(lambda: self.run(_FIND, role, name, exact), f"{role} « {name} » at {self.url}")

    def _press(self, element: Any) -> None:
        self.taps += 1
        self._click(element)

    def _click(self, element: Any) -> None:
        self.run("arguments[0].scrollIntoView({block: 'center'})", element)
        self.browser.ask("WebDriver:ElementClick", id=_id(element))


def _id(element: dict[str, str]) -> str:
    return next(iter(element.values()))


def _waited[T](look: Callable[[], T | None], what: str) -> T:
    until, refused = time.monotonic() + WITHIN, ""
    while time.monotonic() < until:
        try:
            if found := look():
                return found
        except MarionetteError as error:
            refused = str(error)  # the page is changing
        time.sleep(0.1)
    raise AssertionError(f"Firefox shows no {what}. {json.dumps(refused)}")
