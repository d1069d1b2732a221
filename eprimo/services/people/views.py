"""Look for something or somebody, and the page of somebody: who sees a thing is the kernel's of contents, what each may
read of whom the directory's."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from eprimo.foundation.content.things.queries import reads_several
from eprimo.foundation.content.things.search import (
    FEWEST_LETTERS,
    MOST,
    MOST_LETTERS,
    rows_found,
    things_found,
)
from eprimo.foundation.directory.actions.consents import consent_give
from eprimo.foundation.directory.enums import ConsentDecision, ConsentUse
from eprimo.foundation.directory.policies.acts import can_give_consent
from eprimo.foundation.directory.policies.scope import RULE_SENTENCES, may_search
from eprimo.foundation.directory.queries.people import (
    SEARCH_LETTERS,
    SEARCH_ROWS,
    people_search,
    person_visible,
)
from eprimo.foundation.directory.queries.person_page import (
    birth_date_of,
    consents_of,
    families_called,
    family_of,
    reach_of,
)
from eprimo.foundation.directory.queries.ties import ties_found
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.services import child_acts, services_of
from eprimo.foundation.kernel.text import fold
from eprimo.foundation.kernel.throttle import Limit, take

# Letters are asked for as they are typed, three or four times a name: somebody who looks for people all day long stays
# under it; who walks through the directory does not.
_SEARCHES = Limit(burst=120, seconds_each=2)


class SearchForm(forms.Form):
    """Sent by POST: what one looks for is personal and stays out of addresses."""

    nom = forms.CharField(
        label=gettext_lazy("Un mot, un titre ou un nom"), max_length=10_000,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip


class ConsentForm(forms.Form):
    use = forms.ChoiceField(choices=ConsentUse.choices)
    decision = forms.ChoiceField(choices=ConsentDecision.choices)


def search(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not may_search(actor):
        raise NotVisible
    form = SearchForm(request.POST or None)
    text = form.cleaned_data["nom"] if form.is_valid() else ""
    if text:
        take(f"people.search/{actor.person_id}", _SEARCHES)
    text = text[:MOST_LETTERS]
    lines = people_search(actor, text) if text else []
    things = [*things_found(actor, text), *rows_found(actor, text)]
    letters = len(fold(text).replace(" ", ""))
    context = {
        "form": form, "lines": lines, "ties": ties_found(actor, text), "text": text, "things": things,
        # Who works at school and types a name looks for somebody; a family, for what was written to it.
        "people_first": actor.role not in {Role.GUARDIAN, Role.PUPIL} and bool(lines),
        "several_schools": reads_several(actor),
        # In an emergency, who answers for a child is called from here.
        "families": families_called(actor, lines),
        "too_short": bool(text) and letters < FEWEST_LETTERS,
        "no_people_yet": letters < SEARCH_LETTERS, "cut_things": len(things) >= MOST,
        "cut": len(lines) == SEARCH_ROWS,
        "elsewhere": [(one, reverse(route)) for one in services_of(actor) if (route := one.searched_at(actor))],
    }  # fmt: skip
    # Asked while one types: what was found, alone.
    page = "people/_found.html" if request.headers.get("HX-Request") else "people/search.html"
    return render(request, page, context)


@require_safe
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the actor may read of one person; who directs the school goes on from here."""
    actor = actor_of(request)
    line = person_visible(actor, public_id)
    family = family_of(actor, line) if not line.sight.only_initial else []
    tied = any(one.link.adult_id == actor.person_id for one in family)
    context = {
        "line": line,
        "birth_date": birth_date_of(line),
        "reach": reach_of(line.sight, line.person),
        "family": family,
        "consents": consents_of(actor, line),
        "decides": can_give_consent(actor, line.person.pk),
        "why": [_(RULE_SENTENCES[rule]) for rule in line.sight.rules],
        "heads": actor.heads,
        "searches": may_search(actor),
        # Who reads of an own child came from the home; an own restriction is told as what it is.
        "own_child": actor.child(line.person.pk) is not None,
        "me": actor.person_id,
        # Nobody acts at work for the own family.
        "acts": [] if tied else child_acts(actor, line.sight.rules),
    }
    return render(request, "people/person.html", context)


@require_POST
def consent(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A guardian agrees, refuses, or takes an agreement back."""
    actor = actor_of(request)
    line = person_visible(actor, public_id)
    form = ConsentForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        consent_give(
            actor=actor,
            child=line.person,
            use=ConsentUse(data["use"]),
            decision=ConsentDecision(data["decision"]),
        )
        messages.success(request, _("Votre réponse est notée."))
    return redirect("people:person", public_id)
