"""A developer's machine: works with no variable set."""

from eprimo.config.settings.base import *  # noqa: F403
from eprimo.config.settings.base import STORAGES, TEMPLATES, VAR
from eprimo.config.settings.local import databases, kept_secret
from eprimo.foundation.transport.vapid import new_private_key

DEBUG = True
SECRET_KEY = kept_secret(VAR / "keys" / "secret")
VAPID_PRIVATE_KEY = kept_secret(VAR / "keys" / "push", new_private_key)
CARD_KEY = kept_secret(VAR / "keys" / "cards")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
DATABASES, DATABASE_OWNER = databases(VAR, "dev")
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
TEMPLATES[0]["OPTIONS"]["strict"] = True
# The codes of forgotten passwords are read where the worker runs.
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
ROOT_URLCONF = "eprimo.devtools.look.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "eprimo.devtools.look", "eprimo.devtools.generators"]  # noqa: F405
