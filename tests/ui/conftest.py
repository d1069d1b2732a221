"""Pages made of the components alone, and a Chromium for the scripts."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, sync_playwright

from eprimo.devtools.chromium import FLAGS, find_chromium
from eprimo.foundation.access.middleware import MenuEntry
from eprimo.ui.screens import engine
from tests.at_once import ended

DIST = Path(__file__).resolve().parents[2] / "frontend" / "dist"
type Render = Callable[..., str]
# Told in the page itself: what the browser refused under the page's own policy.
_LISTEN = "addEventListener('securitypolicyviolation', e => console.error('CSP', e.violatedDirective))"


def make_request(
    *, skin: str = "standard", items: int = 4, signed_in: bool = True, path: str = "/"
) -> HttpRequest:
    """A request as the middleware leaves it: duck-typed, no database."""
    request = RequestFactory().get(path)
    if signed_in:
        request.actor = SimpleNamespace(  # type: ignore[attr-defined]
            display_name="Samira Belkacem",
            school_name="École des Trois-Marronniers",
            skin=skin,
            positions=(1, 2),
        )
        request.navigation = [  # type: ignore[attr-defined]
            MenuEntry(label=f"Lieu {n}", url=f"/lieu/{n}", icon="house", current=n == 1) for n in range(items)
        ]
    request.today = date(2026, 11, 24)  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


@pytest.fixture
def page_request() -> Callable[..., HttpRequest]:
    return make_request


@pytest.fixture
def render() -> Render:
    """`render(source, request=…, **context)`: a template written in a test, components included."""

    def as_text(source: str, request: HttpRequest | None = None, **context: Any) -> str:
        return str(engine().from_string(source).render(context, request or make_request()))

    return as_text


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[str, str], str]]:
    """`serve(name, body)`: writes a page beside the built front end and gives its address."""
    for built in ("eprimo.js", "eprimo.css", "writing.js"):
        (tmp_path / built).write_bytes((DIST / built).read_bytes())

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """A test talks by its asserts."""

        def do_POST(self) -> None:
            posts = tmp_path / "posts"
            posts.write_text(posts.read_text() + "x" if posts.exists() else "x")
            # No content: the page stays, as when a download answers.
            self.send_response(204)
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def page(name: str, body: str) -> str:
        head = '<meta charset="utf-8"><title>Essai</title><script type="module" src="eprimo.js"></script>'
        (tmp_path / name).write_text(
            f'<!doctype html><html lang="fr"><head>{head}</head><body>{body}</body></html>'
        )
        return f"http://127.0.0.1:{server.server_port}/{name}"

    yield page
    server.shutdown()
    server.server_close()
    ended(thread)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for this folder."""
    found = find_chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(found.executable), args=list(FLAGS), env={**os.environ, **found.env}
        )
        yield started
        started.close()


@contextmanager
def new_tab(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page that knows of no other. Nothing breaks in its scripts, and its policy refuses nothing."""
    page = browser.new_page(**options)
    page.set_default_timeout(5000)
    page.add_init_script(_LISTEN)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if said.text.startswith("CSP") else None)
    try:
        yield page
    finally:
        page.close()
    assert faults == []


type Ask = Callable[..., None]


@pytest.fixture
def ask(browser: Browser, subtests: pytest.Subtests) -> Ask:
    """`ask(parts, *told)`: each function is a part of the test, with a page of its own and what it is told besides.
    One that fails is told by its name, and the others are asked all the same."""

    def of_each(parts: tuple[Callable[..., None], ...], *told: Any) -> None:
        for part in parts:
            with subtests.test(part.__name__.replace("_", " ").strip()), new_tab(browser) as tab:
                part(tab, *told)

    return of_each
