"""The browser, the site it visits, and the worker that tests make work when they want it."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, Playwright, sync_playwright

from eprimo.devtools.chromium import FLAGS, ChromiumError, ChromiumPaths, find_chromium
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.factors import ASKED
from eprimo.foundation.kernel.models import FactorTerm
from eprimo.foundation.kernel.outbox import run_due
from tests import factories as make
from tests.cast import Cast
from tests.conftest import FAILED
from tests.e2e.failures import keep_pages, keep_what_was_shown
from tests.e2e.journey import PASSWORD
from tests.e2e.line import Line, line_to
from tests.e2e.offline import READY
from tests.e2e.server import Answers, answers_of
from tests.e2e.visitor import DESK, PHONE, Look, Visitor, nothing
from tests.signed import signed

# Playwright keeps an event loop in the test's thread, where Django would refuse its ordinary queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

WAIT_MS = 10_000
# A name is looked up by nobody: what is not on this machine is nowhere.
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"


@pytest.fixture(scope="session")
def chromium() -> ChromiumPaths:
    return find_chromium()


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    # One for this folder, not one a run: its loop would otherwise stay for tests that know nothing of browsers.
    with sync_playwright() as started:
        yield started


@contextmanager
def launched(playwright: Playwright, found: ChromiumPaths) -> Iterator[Browser]:
    """This browser, which looks up no name."""
    opened = playwright.chromium.launch(
        executable_path=found.executable,
        env={**os.environ, **found.env},
        # The first flag (headless) is Playwright's own business.
        args=[*FLAGS[1:], NOWHERE],
    )
    yield opened
    opened.close()


@pytest.fixture(scope="package")
def browser(playwright: Playwright, chromium: ChromiumPaths) -> Iterator[Browser]:
    with launched(playwright, chromium) as opened:
        yield opened


@pytest.fixture(scope="package")
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    """The machine's own, for what the lighter one cannot do (eprimo/devtools/chromium.py). CI installs it."""
    try:
        found = find_chromium(whole=True)
    except ChromiumError as error:
        pytest.skip(str(error))
    with launched(playwright, found) as opened:
        yield opened


@pytest.fixture
def answers(live_server: Any) -> Answers:
    """What the server is answering."""
    return answers_of(live_server)


@pytest.fixture
def site(live_server: Any, settings: Any, answers: Answers) -> Iterator[str]:
    """Address of the pages, which the sheets print too. At the end everything that was asked is answered."""
    settings.PUBLIC_URL = live_server.url
    yield str(live_server.url)
    answers.rest()


type Visit = Callable[..., Visitor]
type Chapter = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def everyone() -> list[Visitor]:
    """Who visits the site in this test."""
    return []


@pytest.fixture
def chapter(subtests: pytest.Subtests, everyone: list[Visitor], request: pytest.FixtureRequest) -> Chapter:
    """`with chapter("somebody else finds nothing"):` a part of a journey. What fails in it is told with this name, with
    the pages as they were then; the parts that follow are asked all the same."""

    @contextmanager
    def begin(name: str) -> Iterator[None]:
        with subtests.test(name):
            try:
                yield
            except Exception:
                keep_pages(request.node, [one.context for one in everyone], name)
                raise

    return begin


@pytest.fixture
def visit(
    browser: Browser, site: str, everyone: list[Visitor], request: pytest.FixtureRequest
) -> Iterator[Visit]:
    """`visit(person=None, look=…, **context)`: someone at a browser, signed in when a person is given.

    Without the worker, unless asked for (`service_workers="allow"`): it fetches beside the page, after it.
    Its trace holds what was done, asked and said; with `--snapshots` each step has the page before and after it, a
    sixth more work and more.
    At the end nothing must have been refused by the page's policy, broken in a script, or asked elsewhere.
    """
    with ExitStack() as open_contexts:

        def arrive(person: Any = None, look: Look = nothing, **options: Any) -> Visitor:
            defaults = {
                "viewport": DESK,
                "locale": "fr-FR",
                "reduced_motion": "reduce",
                "service_workers": "block",
            }
            options = defaults | options
            context = browser.new_context(**options)
            context.set_default_timeout(WAIT_MS)
            open_contexts.callback(context.close)
            if person is None:
                in_grace()
            else:
                key = signed(person.account)[1]
                context.add_cookies(
                    [{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": site}]
                )
            context.tracing.start(snapshots=request.config.getoption("--snapshots"))
            everyone.append(Visitor(context, site, look))
            return everyone[-1]

        yield arrive
        if request.node.stash.get(FAILED, False):
            keep_what_was_shown(request.node, [one.context for one in everyone])
    assert [fault for visitor in everyone for fault in visitor.faults] == []


@pytest.fixture
def line(live_server: Any, settings: Any) -> Iterator[Line]:
    """The way to the site, which can be cut; a module whose visitors take it says so with a `site` of its own."""
    parts = urlsplit(live_server.url)
    with line_to((parts.hostname or "", parts.port or 0)) as made:
        settings.PUBLIC_URL = made.url
        yield made


@pytest.fixture
def device(visit: Visit) -> Callable[..., Visitor]:
    """A telephone with the worker in place."""

    def arrive(person: Any, **options: Any) -> Visitor:
        visitor = visit(person, viewport=PHONE, service_workers="allow", **options)
        visitor.open("/")
        assert visitor.page.evaluate(READY)
        return visitor

    return arrive


@pytest.fixture
def work() -> Callable[[], None]:
    """Does what the worker would do now."""

    def until_nothing_is_due() -> None:
        while run_due():
            pass

    return until_nothing_is_due


@pytest.fixture
def with_password(cast: Cast) -> Callable[[str], str]:
    """`with_password(name)`: the login of someone of the cast, who now has a password; their roles are in the six weeks
    in which no second factor is asked for yet."""

    def give(name: str) -> str:
        account = Account.objects.get(person=cast.people[name])
        make.secret(account, PASSWORD)
        in_grace()
        return account.login

    return give


def in_grace() -> None:
    """Who comes by the door has shown no second factor: their roles are in the six weeks in which none is asked yet."""
    for role in ASKED:
        FactorTerm.objects.get_or_create(role=role.value, defaults={"invited_on": clock.now().date()})
