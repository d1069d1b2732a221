"""The demo: invented people, a settable clock, sign-in by choosing who one is. On loopback only."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from eprimo.config.settings.base import *  # noqa: F403
from eprimo.config.settings.base import VAR
from eprimo.config.settings.env import env_int, env_secret
from eprimo.config.settings.local import databases, kept_secret
from eprimo.devtools.demo.scenes import chosen
from eprimo.devtools.postgres import server_runs
from eprimo.foundation.kernel.database_session import forget
from eprimo.foundation.transport.vapid import new_private_key

if env_secret("DATABASE_URL"):
    raise ImproperlyConfigured("The demo keeps its own database: unset DATABASE_URL.")

DEMO = True
# No file here is of a real person: it runs on machines whose kernel confines less, in a container for one.
SANDBOX_WITHOUT = ["namespaces", "landlock", "seccomp"]
PORT = env_int("PORT", 8000)
PUBLIC_URL = f"http://127.0.0.1:{PORT}"
SECRET_KEY = kept_secret(VAR / "keys" / "secret")
VAPID_PRIVATE_KEY = kept_secret(VAR / "keys" / "push", new_private_key)
CARD_KEY = kept_secret(VAR / "keys" / "cards")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
RT_PORT = PORT + 1
# A folder of open data: the group is shown over real communes and schools, and what they do is invented.
DEMO_DATA = Path(os.environ["EPRIMO_DEMO_DATA"]) if os.environ.get("EPRIMO_DEMO_DATA") else None
RT_URL = f"http://127.0.0.1:{RT_PORT}"
RT_ORIGINS = [f"http://localhost:{PORT}"]
SECURE_CSP = {**SECURE_CSP, "connect-src": [*SECURE_CSP["connect-src"], RT_URL]}  # noqa: F405
# Whoever started the server stops it: `manage.py demo` leaves nothing running that was not there before.
# The date that the demo shows, which has a server of its own.
SCENE = chosen(VAR)
STARTED_SERVER = not server_runs(VAR, SCENE.purpose)
DATABASES, DATABASE_OWNER = databases(VAR, SCENE.purpose)
for _login in DATABASES.values():
    _login["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 6, "reset": forget}
ROOT_URLCONF = "eprimo.devtools.demo.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "eprimo.devtools.demo", "eprimo.devtools.look"]  # noqa: F405
STATIC_ROOT = VAR / "demo" / "static"
