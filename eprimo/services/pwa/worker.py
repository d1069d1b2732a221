"""The script of the worker: what vite built, after the addresses that this deployment gives its files."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from eprimo.ui.languages import NAMES
from eprimo.ui.pictures import address

# What a kept page is drawn with. Fonts of choice, animals and other drawings come into the cache as they are met.
DRAWN_WITH = (
    "eprimo.css",
    "eprimo.js",
    "absence.js",
    "icons.svg",
    "favicon.svg",
    "art/ligne.svg",
    "art/rien.svg",
    "art/primo.svg",
    "art/primo-mot.svg",
    "art/primo-dort.svg",
    "fonts/atkinson-next.woff2",
    "fonts/date-cursive.woff2",
)


@cache
def script() -> str:
    """The worker of this deployment. The same bytes as long as no file changed: browsers compare them.

    The kill switch (`EPRIMO_WORKER=off`) serves the one that empties itself and goes.
    """
    if not settings.WORKER:
        return _built("sw-off.js")
    files = {name: address(name) for name in DRAWN_WITH}
    told = {
        "static": list(files.values()),
        # Addresses carry a hash in production; where they do not, this says that a file changed.
        "version": hashlib.sha256(b"".join(_bytes(name) for name in files)).hexdigest()[:12],
        "folder": settings.STATIC_URL,
        "offline": reverse("pwa:offline"),
        "languages": list(NAMES),
        "icon": address("app/icon-192.png"),
        "badge": address("app/badge-96.png"),
        "neutral": _neutral(),
    }
    return f"self.EPRIMO={json.dumps(told, ensure_ascii=False, sort_keys=True)};\n{_built('sw.js')}"


def _neutral() -> dict[str, str]:
    """What a notification without a count says, by language: a browser asks for one whatever was sent."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = _("Ouvrez e-primo pour voir ce qui est à faire.")
    return found


def _built(name: str) -> str:
    return _bytes(name).decode("utf-8")


def _bytes(name: str) -> bytes:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"{name}: the front end is not built (make setup).")
    return Path(found).read_bytes()
