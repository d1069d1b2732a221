"""The page where a pupil chooses an animal: a picture to touch, then the colour of its ring. No word is needed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from eprimo.foundation.accounts.forms import AnimalForm
from eprimo.foundation.accounts.views.answers import form_page
from eprimo.foundation.directory.actions.animals import AnimalTaken, animal_choose
from eprimo.foundation.directory.policies.acts import can_choose_animal
from eprimo.foundation.directory.queries.animals import animals_for
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.kernel.throttle import Limit, take
from eprimo.foundation.kernel.views import always_open
from eprimo.ui import pictures

# Trying them all once is play; each is a line of the trail.
_TOUCHES = Limit(burst=40, seconds_each=90)


@always_open
@require_http_methods(["GET", "POST"])
def animal(request: HttpRequest) -> HttpResponse:
    """Each touch is kept at once; another touch takes its place. « The child alone »: an adult has no such page, and is
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
