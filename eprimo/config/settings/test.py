"""Tests: a throw-away database, fast keys, everything else as in production."""

from eprimo.config.settings.base import *  # noqa: F403
from eprimo.config.settings.base import STATIC_ROOT, STORAGES, TEMPLATES, VAR
from eprimo.config.settings.env import env_str
from eprimo.config.settings.local import databases

SECRET_KEY = "only-for-tests-" + "x" * 40
CARD_KEY = "only-for-tests-" + "y" * 40
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# Tests log in as the owner, who may create databases; each connection then takes the application's role (conftest).
_logins, DATABASE_OWNER = databases(VAR, "test", fast=True)
DATABASES = {"default": DATABASE_OWNER} if DATABASE_OWNER else _logins
# Two runs at once on one machine each take their own database.
DATABASES["default"]["TEST"] = {"NAME": f"test_eprimo{env_str('EPRIMO_TEST_SUFFIX')}"}
STORAGES["default"] = {"BACKEND": "tests.memory.Memory"}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# A name that nobody gave is a fault.
TEMPLATES[0]["OPTIONS"] |= {"strict": True, "bytecode": str(VAR / "test" / "templates")}
# Argon2 at its cheapest: the cost itself is tested apart.
PASSWORD_HASHERS = [
    "eprimo.foundation.accounts.hashers.CheapArgon2id",
    "eprimo.foundation.accounts.hashers.Argon2id",
]
# The journal of the erased of this run, apart from a developer's own.
ERASED_JOURNAL = VAR / "test" / f"erased{env_str('EPRIMO_TEST_SUFFIX')}.jsonl"
# A developer's keys seal nothing here.
SEAL_KEYS_FILE = None
# WhiteNoise wants the folder to be there, full or not.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# What is sent is there: tests of the seconds in which a sending may be stopped set them.
NOTE_UNDO_SECONDS = 0
# The machine of a test may be busy; the whole limits are held by a drill.
SANDBOX_PATIENCE = 6.0
SANDBOX_LOUD = True
# Kernels of machines that test may lack any of them: each test of what is confined asks for what it needs.
SANDBOX_WITHOUT = ["namespaces", "landlock", "seccomp"]
# The living page of the components: at its own addresses, which only its tests use.
INSTALLED_APPS = [*INSTALLED_APPS, "eprimo.devtools.look", "eprimo.devtools.generators", "tests.contract.toy"]  # noqa: F405
# A service that a test copied in, to see that its folder is enough.
INSTALLED_APPS += [added] if (added := env_str("ADDED_SERVICE")) else []
