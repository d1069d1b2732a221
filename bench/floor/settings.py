"""Django and nothing else: no middleware, no session, the driver as it is delivered, the bench's own table."""

from pathlib import Path

from bench.settings import DATABASES as PRODUCT

SECRET_KEY = "only-for-the-bench-" + "x" * 40
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS: list[str] = []
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.floor.pages"
USE_I18N = False
_LOGIN = {name: PRODUCT["default"][name] for name in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")}
DATABASES = {"default": {**_LOGIN, "OPTIONS": {"pool": {"min_size": 1, "max_size": 4}}}}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).with_name("templates")],
    }
]
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"handlers": [], "level": "ERROR"}}
