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
from playwright.sync_api import Page, expect

from tests.ui.test_scripts import browser

__all__ = ["browser"]

pytestmark = pytest.mark.browser

DIST = Path(__file__).resolve().parents[2] / "frontend" / "dist"
type Render = Callable[..., str]
LISTEN = "addEventListener('securitypolicyviolation', e => console.error('CSP', e.violatedDirective))"


@dataclass
class Site:
    """Answers by address, and what was asked. An answer is (status, body) or (302, address)."""

    address: str = ""
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)

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
    thread.join()


@pytest.fixture
def tab(browser: Any) -> Iterator[Page]:
    """Nothing breaks in a script, and the policy refuses nothing."""
    page = browser.new_page()
    page.set_default_timeout(5000)
    page.add_init_script(LISTEN)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if said.text.startswith("CSP") else None)
    yield page
    page.close()
    assert faults == []


CARD = (
    '<article id="card"><p>À signer</p>'
    '{{ c.post("Signer", action="/sign", swap="card", name="x", value="1") }}</article>'
)


def test_a_post_shows_its_answer_in_place(tab: Page, site: Site, render: Render) -> None:
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


def test_a_form_to_mend_comes_back_in_place(tab: Page, site: Site, render: Render) -> None:
    form = '{% call c.form("/answer", swap="card") %}<input name="a" value="abc"><button>Envoyer</button>{% endcall %}'
    site.answers["POST htmx /answer"] = 422, '<div id="card"><p id="errors" tabindex="-1">À revoir</p></div>'
    tab.goto(site.page("/", f'<div id="card">{render(form)}</div>'))
    tab.click("button")
    expect(tab.locator("#errors")).to_be_focused()


@pytest.mark.parametrize("status", [403, 404, 409, 500])
def test_a_refusal_is_met_by_the_whole_page(tab: Page, site: Site, render: Render, status: int) -> None:
    site.page("/sign", "<h1>Ce mot est retiré</h1>", status)
    tab.goto(site.page("/", render(CARD)))
    tab.click("button")
    expect(tab.locator("h1")).to_have_text("Ce mot est retiré")
    assert (site.count("POST htmx", "/sign"), site.count("POST browser", "/sign")) == (1, 1)
    assert "x=1" in site.asked[-1][2] or "x=1" in site.asked[-2][2], (
        "the button that was pressed is named again"
    )


def test_a_redirect_moves_the_page(tab: Page, site: Site, render: Render) -> None:
    site.answers["/sign"] = 302, "/there"
    site.page("/there", "<h1>Là-bas</h1>")
    tab.goto(site.page("/", render(CARD)))
    tab.click("button")
    expect(tab.locator("h1")).to_have_text("Là-bas")
    assert tab.url.endswith("/there")


def test_what_was_typed_when_the_session_was_lost_is_sent_for_its_page(
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


def test_without_script_the_same_form_posts(browser: Any, site: Site, render: Render) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    site.page("/sign", "<h1>Merci</h1>")
    page.goto(site.page("/", render(CARD)))
    page.click("button")
    assert page.text_content("h1") == "Merci"
    context.close()


POLL = '{% call c.poll(id="p", every=1, class="card") %}<b>{}</b><input id="i">{% endcall %}'


def test_a_piece_is_fetched_again_until_the_work_ends(tab: Page, site: Site, render: Render) -> None:
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


@pytest.mark.parametrize(
    "hostile",
    [
        "<a hx-get='/x' hx-trigger='click[window.hit=1]'>",
        "<a hx-get='js:window.hit=1'>",
        "<a hx-on:click='window.hit=1'>",
    ],
)
def test_nothing_is_evaluated(browser: Any, site: Site, hostile: str) -> None:
    """Templates hold no such attribute (test_templates); here is what happens if one did."""
    page = browser.new_page()
    page.goto(site.page("/", f"{hostile}ici</a>"))
    page.click("a")
    page.wait_for_timeout(200)
    assert page.evaluate("window.hit") is None
    page.close()
