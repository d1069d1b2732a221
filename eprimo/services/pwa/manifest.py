"""What a device needs to know to keep e-primo among its own applications."""

from typing import Any

from django.utils.translation import gettext as _

from eprimo.foundation.kernel.services import services
from eprimo.ui.addresses import reverse
from eprimo.ui.pictures import address

# The band at the top of a page by day; browsers take the night's from the page itself (layouts/html.html).
BOARD, PAPER = "#14614e", "#f3f5ee"


def manifest() -> dict[str, Any]:
    """The same for everybody: it is fetched without a session. Shortcuts lead each person to the own pages."""
    return {
        "id": "/",
        "name": "e-primo",
        "short_name": "e-primo",
        "description": _("Le carnet de liaison et l’espace numérique de l’école."),
        "lang": "fr",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "orientation": "any",
        "theme_color": BOARD,
        "background_color": PAPER,
        "categories": ["education"],
        "icons": [
            _icon("icon-192.png", 192, "any"),
            _icon("icon-512.png", 512, "any"),
            _icon("maskable-192.png", 192, "maskable"),
            _icon("maskable-512.png", 512, "maskable"),
        ],
        "shortcuts": [
            {"name": _("Ce qui est à faire"), "url": "/", "icons": [_icon("icon-192.png", 192, "any")]},
            *(
                {
                    "name": _(one.shortcut),
                    "url": reverse(one.url_name),
                    "icons": [_icon("icon-192.png", 192, "any")],
                }
                for one in services()
                if one.shortcut
            ),
        ],
    }


def _icon(name: str, side: int, purpose: str) -> dict[str, str]:
    return {"src": address(f"app/{name}"), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
