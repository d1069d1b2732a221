"""What a person chooses for the own screen: reading comfort, the language, the animal of a pupil."""

from dataclasses import asdict, replace

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from eprimo.foundation.accounts.actions.accounts import Comfort, comfort_change
from eprimo.foundation.accounts.forms import AnimalForm, ComfortForm
from eprimo.foundation.accounts.paths import internal_page
from eprimo.foundation.accounts.views.answers import form_page
from eprimo.foundation.directory.animals import AnimalTaken, animal_choose, animals_for
from eprimo.foundation.directory.policies.acts import can_choose_animal
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.throttle import Limit, take
from eprimo.foundation.kernel.views import always_open, before_charter, public
from eprimo.ui import pictures
from eprimo.ui.languages import known

# Trying them all once is play; each is a line of the trail.
_TOUCHES = Limit(burst=40, seconds_each=90)


@before_charter
@always_open
@require_http_methods(["GET", "POST"])
def comfort(request: HttpRequest) -> HttpResponse:
    """Show colours, letters, spacing, movement and language, to be tried on the page itself, then kept. Everybody's,
    pupils included; before the charter too, which must be read. « Essayer » keeps nothing."""
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


@public
@always_open
@before_charter
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Go back to the page one was on, in the language of the button, kept by the device and by the account; an unknown
    one changes nothing."""
    chosen = known(request.POST.get("language", ""))
    response = HttpResponseRedirect(internal_page(request.POST.get("next", "")))
    if not chosen:
        return response
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None:
        comfort_change(actor=actor, comfort=replace(Comfort.of(actor), language=chosen))
    return response


@always_open
@require_http_methods(["GET", "POST"])
def animal(request: HttpRequest) -> HttpResponse:
    """Let a pupil choose a picture, and the colour of its ring, without a word to read. Each touch is kept at once;
    another touch takes its place. « The child alone »: an adult has no such page, and is
    told that the choice is not theirs."""
    actor = actor_of(request)
    if request.method == "POST":
        require(can_choose_animal, actor, actor.person_id)
    elif not can_choose_animal(actor, actor.person_id):
        raise NotVisible
    form = AnimalForm(request.POST or None)
    refused = None
    if request.method == "POST" and form.is_valid():
        take(f"animal:{actor.account_id}", _TOUCHES)
        try:
            animal_choose(actor=actor, **form.cleaned_data)
            # Back to what was touched: in view, and the focus on it.
            touched = form.cleaned_data["animal"] or f"anneau-{form.cleaned_data['colour']}"
            return redirect(f"{reverse('accounts:animal')}#{touched}")
        except AnimalTaken as error:
            refused = error
    own, colour = pictures.animal_of(actor.animal or actor.public_id)
    choices = [(one, pictures.ANIMALS[one]) for one in animals_for(actor).animals]
    return form_page(
        request, "accounts/animal.html", form, refused,
        own=own, colour=colour, choices=choices, left_out=len(choices) < len(pictures.ANIMALS),
        colours=pictures.COLOURS.items(), wanted=form.cleaned_data["animal"] if refused else "",
    )  # fmt: skip
