"""What holds in every setting; each environment adds to it. Variables: docs/environment.md."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from eprimo.config.settings.env import (
    env_bool,
    env_file,
    env_int,
    env_list,
    env_secret,
    env_str,
    mailer,
    proxies,
)
from eprimo.foundation.kernel.headers import REPORTS


def services(base: Path) -> list[str]:
    """The apps of all services, in the order of their names: a service is a folder of `eprimo/services` with a
    `service.py` or an `apps.py`, and no list names it."""
    folder = base / "eprimo" / "services"
    found = {path.parent.name for name in ("service", "apps") for path in folder.glob(f"*/{name}.py")}
    return [f"eprimo.services.{name}" for name in sorted(found)]


BASE_DIR = Path(__file__).resolve().parents[3]
VAR = Path(env_str("EPRIMO_VAR") or BASE_DIR / "var").resolve()

DEBUG = False
SECRET_KEY = ""
# Keeps the pupils' words readable by who prints a lost card; never stored in the database.
CARD_KEY = ""

INSTALLED_APPS = [
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "eprimo.ui",
    "eprimo.foundation.kernel",
    "eprimo.foundation.sandbox",
    "eprimo.foundation.transport",
    "eprimo.foundation.printing",
    "eprimo.foundation.directory",
    "eprimo.foundation.accounts",
    "eprimo.foundation.classroom",
    "eprimo.foundation.access",
    "eprimo.foundation.factors",
    "eprimo.foundation.files",
    "eprimo.foundation.presence",
    "eprimo.foundation.occasions",
    "eprimo.foundation.content",
    "eprimo.foundation.notifications",
    "eprimo.foundation.conversations",
    "eprimo.foundation.intake",
    "eprimo.foundation.privacy",
    *services(BASE_DIR),
    "eprimo.steering.consortium",
    "eprimo.steering.governance",
    "eprimo.steering.orders",
    "eprimo.steering.prices",
    "eprimo.steering.tender",
    "eprimo.steering.statistics",
    "eprimo.console.academy_directory",
    "eprimo.console.alarms",
    "eprimo.console.closing",
    "eprimo.console.class_mode",
    "eprimo.console.consortium",
    "eprimo.console.tender",
    "eprimo.console.governance",
    "eprimo.console.imports",
    "eprimo.console.mandates",
    "eprimo.console.orders",
    "eprimo.console.requests",
    "eprimo.console.school",
    "eprimo.console.sheets",
    "eprimo.console.support",
    "eprimo.console.territory",
    "eprimo.console.switches",
    "eprimo.console.vouching",
    "eprimo.console.years",
]

MIDDLEWARE = [
    "eprimo.foundation.kernel.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "eprimo.foundation.content.pages.file_host.FileHostMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "eprimo.services.pwa.middleware.DeviceMiddleware",
    "eprimo.foundation.access.middleware.ActorMiddleware",
    "eprimo.foundation.kernel.languages.LanguageMiddleware",
    "eprimo.foundation.kernel.request_bodies.BodyMiddleware",
    "eprimo.foundation.kernel.middleware.DomainErrorMiddleware",
    "eprimo.foundation.factors.middleware.FactorMiddleware",
    "eprimo.foundation.kernel.middleware.ReadOnlyGetMiddleware",
]

ROOT_URLCONF = "eprimo.config.urls"
WSGI_APPLICATION = "eprimo.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "eprimo.ui.screens.Screens",
        "NAME": "screens",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "eprimo.ui.screens.environment",
            # Compiled templates: written beforehand by `manage.py warm_templates`.
            "bytecode": str(VAR / "templates"),
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "eprimo.ui.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.Jinja2"

DATABASES: dict[str, dict[str, Any]] = {}
# Where migrations, partitions and imports log in; empty when only one role was given.
DATABASE_OWNER: dict[str, Any] = {}
# Of the processes that answer people; of the worker and the commands, which see all schools; of the views that work
# before there is a session, or open one (`kernel.sign_in_connection`).
APPLICATION_ROLE = "eprimo_app"
WORKER_ROLE = "eprimo_worker"
DOOR_ROLE = "eprimo_door"
# What PostgreSQL cuts for who answers people (`config.pages`): a statement, a wait for a lock, a transaction that does
# nothing. Imports, migrations, backups and the worker go on as long as they need.
PAGE_LIMITS = {
    "statement_timeout": "15s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
PASSWORD_HASHERS = ["eprimo.foundation.accounts.hashers.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "eprimo.foundation.accounts.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "eprimo.foundation.accounts.passwords.ContextPasswordValidator"},
    {"NAME": "eprimo.foundation.accounts.leaked.GuessedPasswordValidator"},
    {"NAME": "eprimo.foundation.accounts.passwords.FileBreachedValidator"},
]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "eprimo" / "locale"]
# What this device chose at the door; an account's own choice wins.
LANGUAGE_COOKIE_NAME = "eprimo_langue"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = False
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS: list[Any] = [BASE_DIR / "frontend" / "dist"]
# Recorded voices of the host's own, when it has some.
PHRASES = Path(env_str("EPRIMO_PHRASES") or VAR / "phrases").resolve()
if PHRASES.is_dir():
    STATICFILES_DIRS.append(("phrases", PHRASES))
STORAGES = {
    "default": {
        "BACKEND": "eprimo.foundation.files.storage.WholeFiles",
        "OPTIONS": {"location": str(VAR / "files")},
    },
    # Where files are moved to or from (`manage.py move_files`), and where they lie when it is said so.
    "bucket": {
        "BACKEND": "eprimo.foundation.files.bucket.Bucket",
        "OPTIONS": {
            "address": env_str("EPRIMO_FILES_BUCKET"),
            "endpoint": env_str("EPRIMO_FILES_ENDPOINT"),
            "region": env_str("EPRIMO_FILES_REGION"),
            "key": env_str("EPRIMO_FILES_KEY"),
            "secret": env_secret("EPRIMO_FILES_SECRET"),
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STORAGES["disk"] = STORAGES["default"]
if env_bool("EPRIMO_FILES_IN_BUCKET", default=False):
    if not env_str("EPRIMO_FILES_BUCKET").startswith("s3://"):
        raise ImproperlyConfigured("EPRIMO_FILES_IN_BUCKET=on: EPRIMO_FILES_BUCKET is to say s3://bucket.")
    STORAGES["default"] = STORAGES["bucket"]
FILE_UPLOAD_PERMISSIONS = 0o600
# Bytes of files that a school keeps at most.
FILES_MOST_OF_SCHOOL = env_int("EPRIMO_FILES_SCHOOL_GB", 50) * 1024**3
# Over how many running days half-days of absence without a legitimate reason are counted.
ABSENCE_DAYS = env_int("EPRIMO_ABSENCE_DAYS", 30)
if ABSENCE_DAYS not in range(1, 91):
    raise ImproperlyConfigured("EPRIMO_ABSENCE_DAYS is a number of days from 1 to 90.")
# The numbers of those who were erased: a restore of an older backup erases them again.
ERASED_JOURNAL = VAR / "erased.jsonl"
# What may be sent to a page, by its length, before any of it is read; views that take files say more themselves.
BODY_MOST = DATA_UPLOAD_MAX_MEMORY_SIZE = 2560 * 1024
BODY_MOST_SIGNED_OUT = 512 * 1024

# Files of strangers are parsed in children (foundation.sandbox): how many a process reads at once, and how many more
# wait, so that of its four threads one is left for pages; by what their seconds are multiplied; whether their errors
# are shown where the process runs.
SANDBOX_AT_ONCE, SANDBOX_WAITING = 2, 1
SANDBOX_PATIENCE = 1.0
SANDBOX_LOUD = False
# The program that prints office documents as pages; empty: they are there to be saved.
LIBREOFFICE = env_str("EPRIMO_LIBREOFFICE")
# The program that recognises letters on photographs; empty: their author alone says what they say.
TESSERACT = env_str("EPRIMO_TESSERACT")
# What is kept and handed on is shown to it first (foundation.sandbox.antivirus); empty: to none.
ANTIVIRUS = env_str("EPRIMO_ANTIVIRUS")
# Parts of the sandbox (`isolation.PARTS`) that the kernel of this host may lack: without one that is not named, no file
# is read.
SANDBOX_WITHOUT = env_list("EPRIMO_SANDBOX_WITHOUT")
if not {"namespaces", "landlock", "seccomp"}.issuperset(SANDBOX_WITHOUT):
    raise ImproperlyConfigured("EPRIMO_SANDBOX_WITHOUT: namespaces, landlock, seccomp, apart by commas.")

# Flash messages ride in a signed cookie: a page that shows one writes nothing in the database.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Where browsers report what they refused (services.information).
REPORTS_PATH = "/rapports/"
SECURE_CSP: dict[str, Any] = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    # A voice; « blob »: what was just recorded, heard before it is sent.
    "media-src": [CSP.SELF, "blob:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    # Texts become HTML, and addresses scripts, through one place of ours (frontend/src/behaviours/trusted.ts).
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["eprimo"],
    "report-uri": [REPORTS_PATH],
    "report-to": [REPORTS],
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "eprimo.ui.views.csrf_failure"
SESSION_COOKIE_NAME = "eprimo_session"
# A device that was lent to a class.
CLASS_COOKIE_NAME = "eprimo_classe"

# Whom to write to about a weakness (/.well-known/security.txt): addresses of e-mail or pages; none: there is no such
# file. And the page that says how such letters are answered.
SECURITY_CONTACTS = env_list("EPRIMO_SECURITY_CONTACT")
SECURITY_POLICY = env_str("EPRIMO_SECURITY_POLICY")

ALLOWED_HOSTS = env_list("EPRIMO_HOSTS")
# Proxies in front of the pages: the client's address is read that many hops from the end of X-Forwarded-For.
TRUSTED_PROXIES = proxies()
# The address that sheets and e-mails print; never taken from a request.
PUBLIC_URL = env_str("EPRIMO_PUBLIC_URL", "http://127.0.0.1:8000")
# Streams: where browsers open them (empty: on the pages' own address, under /rt/), and how many a process holds.
RT_URL = env_str("EPRIMO_RT_URL").rstrip("/")
RT_MOST = env_int("EPRIMO_RT_MOST", 5000)
# Other exact origins that pages are served from; the demo has two names.
RT_ORIGINS: list[str] = []
# A connection that stays open to listen goes to PostgreSQL itself, never through a pooler. Empty: DATABASE_URL.
DATABASE_DIRECT: dict[str, Any] = {}
if RT_URL:
    SECURE_CSP["connect-src"].append(RT_URL)
# Where browsers fetch what people joined (empty: from the pages' own address), of another host name than the pages.
FILES_URL = env_str("EPRIMO_FILES_URL").rstrip("/").lower()
PAGE_HOSTS = list(ALLOWED_HOSTS)
if FILES_URL:
    SECURE_CSP["img-src"].append(FILES_URL)
    SECURE_CSP["media-src"].append(FILES_URL)
    ALLOWED_HOSTS.append(urlsplit(FILES_URL).hostname or "")
# E-mails: codes for forgotten passwords, to the addresses that people confirmed.
MAILERS = {"default": mailer(env_secret("EPRIMO_MAIL_URL"))}
DEFAULT_FROM_EMAIL = env_str("EPRIMO_MAIL_FROM", "e-primo <ne-pas-repondre@localhost>")
# Where reports of what could not be delivered come back, and the mailbox they are read in; both empty: not followed.
BOUNCE_ADDRESS = env_str("EPRIMO_BOUNCE_ADDRESS")
BOUNCE_IMAP_URL = env_secret("EPRIMO_BOUNCE_IMAP_URL")
BREACHED_FILE = env_str("EPRIMO_BREACHED_FILE")
# The keys that seal the trail, beside the worker (manage.py rotate_seal_key). None: sealed without one.
SEAL_KEYS_FILE = env_file("EPRIMO_SEAL_KEYS_FILE", VAR / "seal-keys")
# Whom the head of each day of the trail is sent to: the academy's security officer, the coordinator.
TRAIL_WITNESSES = env_list("EPRIMO_TRAIL_WITNESSES")
# The official schema of the public data of a contract; empty: our own rules alone.
DECP_SCHEMA = env_str("EPRIMO_DECP_SCHEMA")
# A note that was sent waits that long before families see it: its author may change their mind.
NOTE_UNDO_SECONDS = 10
# The key that signs notifications (manage.py push_key); empty: none is sent. Whom a push service may write to.
VAPID_PRIVATE_KEY = env_secret("EPRIMO_VAPID_PRIVATE_KEY")
VAPID_CONTACT = env_str("EPRIMO_VAPID_CONTACT") or (
    PUBLIC_URL if PUBLIC_URL.startswith("https:") else "mailto:ne-pas-repondre@localhost"
)
# Where browsers may ask us to push: an address comes from outside, and our servers go there.
PUSH_HOSTS = env_list(
    "EPRIMO_PUSH_HOSTS",
    [
        "fcm.googleapis.com",
        ".push.services.mozilla.com",
        ".push.apple.com",
        ".notify.windows.com",
    ],
)
PUSH_LOOPBACK = False
# The script that keeps pages on a device; off: every device empties itself (docs/operate/application.md).
WORKER = env_bool("EPRIMO_WORKER", default=True)
# A demo shows who one can be, and has a settable clock.
DEMO = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"keys": {"()": "eprimo.foundation.kernel.logs.WithoutKeys"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["keys"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"eprimo": {"level": "INFO"}},
}
