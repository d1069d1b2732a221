"""Reading comfort: colours, letters, spacing, movement, language. Tried on the page itself, then kept."""

from dataclasses import asdict, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eprimo.foundation.accounts.actions.comfort import comfort_change
from eprimo.foundation.accounts.comfort import Comfort
from eprimo.foundation.accounts.forms import ComfortForm
from eprimo.foundation.accounts.views.answers import form_page
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.views import always_open, before_charter


@before_charter
@always_open
@require_http_methods(["GET", "POST"])
def comfort(request: HttpRequest) -> HttpResponse:
    """Everybody's, pupils included; before the charter too, which must be read. « Essayer » keeps nothing."""
    actor = actor_of(request)
    now = Comfort.of(actor)
    languages = getattr(request, "chooses_language", False)
    form = ComfortForm(
        request.POST or None, initial=asdict(now), little=actor.skin == "petits", languages=languages
    )
    if request.method == "GET" or not form.is_valid():
        return form_page(request, "accounts/comfort.html", form)
    chosen = replace(now, **form.cleaned_data)
    if "try" in request.POST:
        request.comfort = chosen  # type: ignore[attr-defined]
        return form_page(request, "accounts/comfort.html", form)
    comfort_change(actor=actor, comfort=chosen)
    messages.success(request, _("C’est gardé, sur tous les appareils."))
    return redirect("accounts:comfort")
