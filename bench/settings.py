"""As in production, on a database of the bench's own; the address of each sign-in comes with the request."""

import os
from pathlib import Path

from eprimo.config.settings.base import *  # noqa: F403
from eprimo.config.settings.base import TEMPLATES, VAR
from eprimo.config.settings.local import databases
from eprimo.foundation.kernel.database_session import forget

SECRET_KEY = "only-for-the-bench-" + "x" * 40
CARD_KEY = "only-for-the-bench-" + "y" * 40
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
TRUSTED_PROXIES = 1
DATABASES, DATABASE_OWNER = databases(VAR, "bench")
for _login in (*DATABASES.values(), DATABASE_OWNER):
    _login["NAME"] = os.environ.get("BENCH_DATABASE", _login["NAME"])
for _login in DATABASES.values():
    _login["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 4, "reset": forget}
ROOT_URLCONF = "bench.urls"
STATIC_ROOT = VAR / "bench" / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
TEMPLATES[0]["DIRS"] = [Path(__file__).with_name("templates")]
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"handlers": [], "level": "ERROR"}}
