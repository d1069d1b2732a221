"""Page updates by htmx: the components' own attributes, in Chromium, under the product's policy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.utils.csp import build_policy
from playwright.sync_api import Browser, Page, expect

from tests.at_once import ended
from tests.ui.conftest import Ask, new_tab

pytestmark = pytest.mark.browser

DIST = Path(__file__).resolve().parents[2] / "frontend" / "dist"
type Render = Callable[..., str]


@dataclass
class Site:
    """Answers by address, and what was asked. An answer is (status, body) or (302, address)."""

    address: str = ""
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def begin(self) -> None:
        """Nothing was asked yet, and nothing is answered."""
        self.answers.clear()
        self.asked.clear()

    def page(self, path: str, body: str, status: int = 200) -> str:
        head = (
            '<meta charset="utf-8"><title>Essai</title>'
            + META
            + '<script type="module" src="/eprimo.js"></script>'
        )
        self.answers[path] = (
            status,
            f'<!doctype html><html lang="fr"><head>{head}</head><body>{body}</body></html>',
        )
        return self.address + path

    def count(self, method: str, path: str) -> int:
        return sum((how, where) == (method, path) for how, where, _ in self.asked)


LAYOUT = (Path(__file__).resolve().parents[2] / "eprimo/ui/templates/layouts/html.html").read_text(
    encoding="utf-8"
)
META = next(line for line in LAYOUT.splitlines() if "htmx-config" in line)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()

    class Answers(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """A test talks by its asserts."""

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            by = "htmx" if self.headers.get("HX-Request") else "browser"
            made.asked.append((f"{self.command} {by}", self.path, self.rfile.read(length).decode()))
            if self.path == "/eprimo.js":
                status, body, kind = 200, (DIST / "eprimo.js").read_text(encoding="utf-8"), "text/javascript"
            else:
                status, body = made.answers.get(f"{self.command} {by} {self.path}") or made.answers.get(
                    self.path, (404, "rien")
                )
                kind = "text/html"
            self.send_response(status)
            if status == 302:
                self.send_header("Location", body)
                body = ""
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Security-Policy", build_policy(settings.SECURE_CSP))
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST = _answer  # noqa: N815 - names of http.server

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    ended(thread)


CARD = (
    '<article id="card"><p>À signer</p>'
    '{{ c.post("Signer", action="/sign", swap="card", name="x", value="1") }}</article>'
)


def _a_post_shows_its_answer_in_place(tab: Page, site: Site, render: Render) -> None:
    site.answers["POST htmx /sign"] = (
        200,
        '<article id="card"><p data-ep-focus tabindex="-1">Signé</p></article>',
    )
    tab.goto(site.page("/", f"<p>autour</p>{render(CARD)}"))
    tab.evaluate("() => { const b = document.querySelector('button'); b.click(); b.click(); }")
    expect(tab.locator("#card p")).to_have_text("Signé")
    expect(tab.locator("body > p")).to_have_text("autour")
    assert tab.evaluate("document.activeElement.textContent") == "Signé"
    assert site.count("POST htmx", "/sign") == 1, "a second press is not a second act"
    sent = next(body for how, _, body in site.asked if how == "POST htmx")
    assert "csrfmiddlewaretoken=" in sent
    assert "x=1" in sent


def _a_form_to_mend_comes_back_in_place(tab: Page, site: Site, render: Render) -> None:
    form = '{% call c.form("/answer", swap="card") %}<input name="a" value="abc"><button>Envoyer</button>{% endcall %}'
    site.answers["POST htmx /answer"] = 422, '<div id="card"><p id="errors" tabindex="-1">À revoir</p></div>'
    tab.goto(site.page("/", f'<div id="card">{render(form)}</div>'))
    tab.click("button")
    expect(tab.locator("#errors")).to_be_focused()


def _a_refusal_is_met_by_the_whole_page(tab: Page, site: Site, render: Render, status: int) -> None:
    site.page("/sign", "<h1>Ce mot est retiré</h1>", status)
    tab.goto(site.page("/", render(CARD)))
    tab.click("button")
    expect(tab.locator("h1")).to_have_text("Ce mot est retiré")
    assert (site.count("POST htmx", "/sign"), site.count("POST browser", "/sign")) == (1, 1)
    assert "x=1" in site.asked[-1][2] or "x=1" in site.asked[-2][2], (
        "the button that was pressed is named again"
    )


def _a_redirect_moves_the_page(tab: Page, site: Site, render: Render) -> None:
    site.answers["/sign"] = 302, "/there"
    site.page("/there", "<h1>Là-bas</h1>")
    tab.goto(site.page("/", render(CARD)))
    tab.click("button")
    expect(tab.locator("h1")).to_have_text("Là-bas")
    assert tab.url.endswith("/there")


def _what_was_typed_when_the_session_was_lost_is_sent_for_its_page(
    tab: Page, site: Site, render: Render
) -> None:
    """The server shows a whole page the words it cannot take: a piece of one would be thrown away."""
    form = '{% call c.form("/answer", swap="card") %}<input name="a" value="deux mots"><button>A</button>{% endcall %}'
    site.page("/answer", "<h1>Votre session est finie</h1>", 401)
    site.answers["POST htmx /answer"] = 401, "Entrez d’abord dans votre espace."
    tab.goto(site.page("/", f'<div id="card">{render(form)}</div>'))
    tab.click("button")
    expect(tab.locator("h1")).to_have_text("Votre session est finie")
    assert "a=deux+mots" in [body for how, _, body in site.asked if how == "POST browser"][-1]


POLL = '{% call c.poll(id="p", every=1, class="card") %}<b>{}</b><input id="i">{% endcall %}'


def _a_piece_is_fetched_again_until_the_work_ends(tab: Page, site: Site, render: Render) -> None:
    tab.goto(site.page("/wait?a=1", render(POLL.replace("{}", "1 sur 3"))))
    tab.focus("#i")
    site.page("/wait?a=1", render(POLL.replace("{}", "2 sur 3")) + "<h1>autre</h1>")
    expect(tab.locator("#p b")).to_have_text("2 sur 3")
    assert tab.locator("h1").count() == 0, "only the piece changes"
    expect(tab.locator("#i")).to_be_focused()
    # A failure changes nothing.
    site.page("/wait?a=1", "<h1>Panne</h1>", 503)
    tab.wait_for_timeout(1500)
    expect(tab.locator("#p b")).to_have_text("2 sur 3")
    site.page("/wait?a=1", "<h1>Fini</h1>")
    expect(tab.locator("h1")).to_have_text("Fini")
    assert site.count("GET browser", "/wait?a=1") == 2


def test_a_post_changes_its_piece_or_is_met_by_a_whole_page(
    ask: Ask, site: Site, render: Render, browser: Browser
) -> None:
    for part in (
        _a_post_shows_its_answer_in_place,
        _a_form_to_mend_comes_back_in_place,
        _a_redirect_moves_the_page,
        _what_was_typed_when_the_session_was_lost_is_sent_for_its_page,
    ):
        site.begin()
        ask((part,), site, render)
    for status in (403, 404, 409, 500):
        site.begin()
        ask((_a_refusal_is_met_by_the_whole_page,), site, render, status)
    # Without script the same form posts.
    site.begin()
    site.page("/sign", "<h1>Merci</h1>")
    with new_tab(browser, java_script_enabled=False) as tab:
        tab.goto(site.page("/", render(CARD)))
        tab.click("button")
        assert tab.text_content("h1") == "Merci"


def test_a_piece_is_fetched_again_until_the_work_ends(ask: Ask, site: Site, render: Render) -> None:
    ask((_a_piece_is_fetched_again_until_the_work_ends,), site, render)


HOSTILE = (
    "<a hx-get='/x' hx-trigger='click[window.hit=1]'>",
    "<a hx-get='js:window.hit=1'>",
    "<a hx-on:click='window.hit=1'>",
)


def test_nothing_is_evaluated(browser: Any, site: Site, subtests: pytest.Subtests) -> None:
    """Templates hold no such attribute (test_templates); here is what happens if one did."""
    for hostile in HOSTILE:
        with subtests.test(hostile):
            page = browser.new_page()
            page.goto(site.page("/", f"{hostile}ici</a>"))
            page.click("a")
            page.wait_for_timeout(200)
            assert page.evaluate("window.hit") is None
            page.close()
