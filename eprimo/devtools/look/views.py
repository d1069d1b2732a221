"""The living page of the components: each in every state, in each skin, theme and way of reading."""

from types import SimpleNamespace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eprimo.devtools.look.samples import TODAY, context, menu, visitor
from eprimo.foundation.kernel.views import public

# Switch of the address -> (its words, field of the frame, values in words; the first is the usual one).
SWITCHES = {
    "habillage": ("Habillage", "skin", {"standard": "Standard", "petits": "Petits"}),
    "theme": (
        "Couleurs",
        "theme",
        {"": "Appareil", "clair": "Clair", "sombre": "Sombre", "contraste": "Contraste"},
    ),
    "lecture": ("Espacement", "reading", {"normal": "Habituel", "aere": "Aéré"}),
    "police": ("Lettres", "font", {"defaut": "Atkinson", "andika": "Andika", "opendyslexic": "OpenDyslexic"}),
    "taille": ("Taille", "text_size", {"normal": "Habituelle", "grand": "Grande"}),
    "animations": ("Mouvements", "animations", {"": "Appareil", "non": "Aucun"}),
}


@public
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Switched by links: the page is looked at without scripts, in any state, at one address."""
    chosen = {
        name: request.GET[name] if request.GET.get(name) in values else next(iter(values))
        for name, (_, _, values) in SWITCHES.items()
    }
    look = {field: chosen[name] for name, (_, field, _) in SWITCHES.items()}
    request.actor = visitor(look["skin"])  # type: ignore[attr-defined]
    request.comfort = SimpleNamespace(**look)  # type: ignore[attr-defined]
    request.navigation, request.today, request.searches = menu(), TODAY, True  # type: ignore[attr-defined]
    page = render(request, "look/components.html", {"switches": _switches(chosen), **context()})
    # Shown to somebody invented, answered to nobody: what stands around the view knows real people only.
    request.actor = None  # type: ignore[attr-defined]
    return page


def _switches(chosen: dict[str, str]) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    return [
        (
            label,
            [
                (words, f"?{urlencode({**chosen, name: value})}", chosen[name] == value)
                for value, words in values.items()
            ],
        )
        for name, (label, _, values) in SWITCHES.items()
    ]
