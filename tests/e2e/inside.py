"""A browser whose server is this very process: what it asks for is answered inside the scene of the matrix.

The scene knows an object of every kind and who may open each address, and lives in a transaction that nobody else sees.
"""

from collections.abc import Callable
from contextvars import Context, copy_context
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from playwright.sync_api import Browser, Route

from tests.e2e.visitor import DESK, Visitor
from tests.matrix.asking import ask
from tests.matrix.scene import Scene

BASE = "https://testserver"
type Draw = Callable[[HttpResponse, str], Visitor]


def is_page(answer: HttpResponseBase) -> bool:
    """A whole page for people, not a part of one, a file or a redirection."""
    return (
        isinstance(answer, HttpResponse)
        and answer.headers.get("Content-Type", "").startswith("text/html")
        and b"<html" in answer.content
    )


class Inside:
    """One page of the browser that is shown answers one after the other."""

    def __init__(self, browser: Browser, scene: Scene) -> None:
        self.scene, self.who, self.drawn = scene, "anonymous", HttpResponse()
        self.arriving = False
        self.connected: Context = copy_context()
        context = browser.new_context(
            viewport=DESK, locale="fr-FR", reduced_motion="reduce", service_workers="block"
        )
        context.set_default_timeout(30_000)
        self.visitor = Visitor(context, BASE)
        context.route("**/*", self._answer)

    def close(self) -> None:
        self.visitor.context.close()

    def show(self, answer: HttpResponse, who: str, path: str) -> Visitor:
        """This answer at its address, asked by this person."""
        self.who, self.drawn, self.arriving = who, answer, True
        # The browser's requests are heard outside the context of the test, where Django would open another connection,
        # which knows nothing of the scene.
        self.connected = copy_context()
        self.visitor.page.goto(BASE + path)
        return self.visitor

    def _answer(self, route: Route) -> None:
        request, path = route.request, urlsplit(route.request.url).path
        if request.is_navigation_request():
            if not self.arriving:
                # A page that waits for something opens itself again: without content it stays where it is.
                route.fulfill(status=HTTPStatus.NO_CONTENT)
                return
            self.arriving = False
            given: HttpResponseBase = self.drawn
        elif path.startswith(settings.STATIC_URL):
            found = finders.find(path.removeprefix(settings.STATIC_URL))
            route.fulfill(path=found) if found else route.abort()
            return
        elif path.startswith("/rt/"):
            # A stream never ends, and opens a connection of its own.
            route.abort()
            return
        elif request.method == "GET":
            given = self.connected.run(ask, self.scene, self.who, "GET", path).response
        else:
            given = HttpResponse(status=HTTPStatus.NO_CONTENT)
        if not isinstance(given, HttpResponse):
            route.abort()
            return
        headers = {name.lower(): value for name, value in given.headers.items()}
        # A form that came back with its faults is a page as any other.
        route.fulfill(status=HTTPStatus.OK, headers=headers, body=given.content)
