"""The streams, for an ASGI server: what must stay open does not hold a thread of the pages.

One process is enough for thousands of streams; how to start it: docs/operate/installation.md.
"""

import os

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eprimo.config.settings.prod")
django.setup()

from eprimo.config.pages import limit_statements  # noqa: E402
from eprimo.foundation.notifications.live.app import Options, StreamsApplication, origin_of  # noqa: E402
from eprimo.foundation.notifications.live.listener import connection_options  # noqa: E402

limit_statements()
application = StreamsApplication(
    Options(
        origins=frozenset(map(origin_of, (settings.PUBLIC_URL, *settings.RT_ORIGINS))),
        database=connection_options(settings.DATABASE_DIRECT or settings.DATABASES["default"]),
        most=settings.RT_MOST,
    )
)
