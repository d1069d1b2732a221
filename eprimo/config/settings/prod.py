"""Production: every secret and both database roles come from the environment."""

from django.core.exceptions import ImproperlyConfigured

from eprimo.config.settings.base import *  # noqa: F403
from eprimo.config.settings.base import ALLOWED_HOSTS, PUBLIC_URL
from eprimo.config.settings.env import env_answer, env_int, env_secret, env_str
from eprimo.config.settings.postgres import answers_people, database, of_this_process
from eprimo.foundation.kernel.database_session import forget

SHORTEST_SECRET = 50

# Several keys by spaces, the newest first: the others still find what they made.
SECRET_KEY, *SECRET_KEY_FALLBACKS = env_secret("EPRIMO_SECRET_KEY").split() or [""]
CARD_KEY = env_secret("EPRIMO_CARD_KEY")
for _name, _value in (("EPRIMO_SECRET_KEY", SECRET_KEY), ("EPRIMO_CARD_KEY", CARD_KEY)):
    if len(_value) < SHORTEST_SECRET:
        raise ImproperlyConfigured(f"{_name} is missing or shorter than {SHORTEST_SECRET} characters.")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("EPRIMO_HOSTS is missing: the host names that serve the pages, by commas.")
if not PUBLIC_URL.startswith("https://"):
    raise ImproperlyConfigured("EPRIMO_PUBLIC_URL is the https:// address that families are given.")
if not env_secret("DATABASE_URL"):
    raise ImproperlyConfigured("DATABASE_URL is missing: the address of the application's role.")
env_answer(
    "EPRIMO_TRUSTED_PROXIES", env_str("EPRIMO_TRUSTED_PROXIES"), "how many proxies stand before the pages"
)
env_answer("EPRIMO_MAIL_URL", env_secret("EPRIMO_MAIL_URL"), "the server that e-mails leave by")

_worker = env_secret("DATABASE_WORKER_URL")
if not _worker and not answers_people():
    # It would see no school, find nothing to do and say that all is well.
    raise ImproperlyConfigured(
        "DATABASE_WORKER_URL is missing: the address of the role of the worker and of every command."
    )
_door = env_secret("DATABASE_DOOR_URL")
if not _door and answers_people():
    raise ImproperlyConfigured("DATABASE_DOOR_URL is missing: the address of the role that opens sessions.")
_application = database(of_this_process(env_secret("DATABASE_URL"), _worker))
# A page gives up after five seconds and says so, rather than hold its thread.
_application["OPTIONS"]["pool"] = {
    "min_size": 2, "max_size": env_int("EPRIMO_POOL", 8), "timeout": 5, "reset": forget,
}  # fmt: skip
DATABASES = {"default": _application}
if answers_people():
    # As many as requests at work in one process (`config.launch`): each holds one while it signs somebody in.
    DATABASES["door"] = database(_door)
    DATABASES["door"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 4, "timeout": 5, "reset": forget}
DATABASE_OWNER = database(env_secret("DATABASE_OWNER_URL")) if env_secret("DATABASE_OWNER_URL") else {}
DATABASE_DIRECT = database(env_secret("DATABASE_DIRECT_URL")) if env_secret("DATABASE_DIRECT_URL") else {}
APPLICATION_ROLE = str(database(env_secret("DATABASE_URL"))["USER"])
WORKER_ROLE = str(database(_worker)["USER"]) if _worker else ""
DOOR_ROLE = str(database(_door)["USER"]) if _door else ""

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
# How far browsers are told to come by TLS alone: this host; what lies under it too; or so that browsers know it before
# the first visit.
_SCOPES = ("host", "subdomains", "preload")
_scope = env_str("EPRIMO_HSTS") or "preload"
if _scope not in _SCOPES:
    raise ImproperlyConfigured(f"EPRIMO_HSTS={_scope!r}: expected one of {', '.join(_SCOPES)}.")
SECURE_HSTS_INCLUDE_SUBDOMAINS = _scope != "host"
SECURE_HSTS_PRELOAD = _scope == "preload"
# What was chosen is no fault of a deployment.
SILENCED_SYSTEM_CHECKS = {"host": ["security.W005", "security.W021"], "subdomains": ["security.W021"]}.get(
    _scope, []
)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CLASS_COOKIE_NAME = "__Host-class"
