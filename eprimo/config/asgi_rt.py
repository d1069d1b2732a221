"""Streams and large bodies, for an ASGI server: what is open for long does not hold a thread of the pages.

One process is enough for thousands of streams; how to start it: `config.launch`.
"""

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eprimo.config.settings.prod")
django = get_wsgi_application()

from eprimo.config.bodies import BodiesApplication, Limits, is_large  # noqa: E402
from eprimo.config.pages import limit_statements  # noqa: E402
from eprimo.foundation.notifications.live.app import Options, StreamsApplication, origin_of  # noqa: E402
from eprimo.foundation.notifications.live.listener import connection_options  # noqa: E402

listens = settings.DATABASE_DIRECT or settings.DATABASES["default"]
streams = StreamsApplication(
    Options(
        origins=frozenset(map(origin_of, (settings.PUBLIC_URL, *settings.RT_ORIGINS))),
        database=connection_options(listens),
        most=settings.RT_MOST,
    )
)
limit_statements()
incoming = settings.VAR / "incoming"
incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
bodies = BodiesApplication(django, Limits(folder=incoming, cookie=settings.SESSION_COOKIE_NAME))


async def application(
    scope: Mapping[str, Any],
    receive: Callable[[], Awaitable[Mapping[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """A large body that is sent to a page goes to the page; all else here is a stream, or nothing."""
    if scope["type"] == "http" and is_large(scope) and not scope["path"].startswith("/rt/"):
        await bodies(scope, receive, send)
    else:
        await streams(scope, receive, send)
