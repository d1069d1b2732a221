"""What the tests without network ask a device: whether its worker is in place, and which pages it keeps."""

from collections.abc import Callable
from typing import Any

from django.conf import settings as django_settings

from tests.e2e.visitor import Visitor
from tests.signed import signed

_PAGES = """async () => {
  const names = (await caches.keys()).filter(n => n.startsWith('pages-'));
  const found = {};
  for (const name of names) found[name] = (await (await caches.open(name)).keys()).map(r => new URL(r.url).pathname);
  return found;
}"""
READY = """async () => {
  for (let tries = 0; tries < 300 && !navigator.serviceWorker.controller; tries++)
    await new Promise(done => setTimeout(done, 20));
  return navigator.serviceWorker.controller !== null;
}"""


def until(visitor: Visitor, promise: str) -> None:
    """Ask again until the promise is kept; Playwright's own wait takes the promise itself for a yes."""
    for _ in range(200):
        if visitor.asks(f"() => {promise}"):
            return
        visitor.page.wait_for_timeout(50)
    raise AssertionError(f"never: {promise}")


def kept(visitor: Visitor, *, until: Callable[[list[str]], bool] = bool) -> list[str]:
    """Paths of the kept pages, once they are as expected; what there is after ten seconds otherwise."""
    found: list[str] = []
    for _ in range(200):
        found = sorted(path for paths in visitor.asks(_PAGES).values() for path in paths)
        if until(found):
            break
        visitor.page.wait_for_timeout(50)
    return found


def becomes(visitor: Visitor, person: Any) -> None:
    """Somebody else signs in on this device, without signing out."""
    key = signed(person.account)[1]
    visitor.context.add_cookies(
        [{"name": django_settings.SESSION_COOKIE_NAME, "value": key, "url": visitor.base}]
    )
