"""My contents after me: the page where an author says whether they stay."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.views import always_open, whole_account
from eprimo.foundation.privacy.actions import contents_decide
from eprimo.foundation.privacy.queries import objects

STAY, GO = "stay", "go"


class ContentsForm(forms.Form):
    what = forms.ChoiceField(
        label=gettext_lazy("Quand votre compte sera effacé"),
        choices=[
            (STAY, gettext_lazy("Ils restent, sans mon nom")),
            (GO, gettext_lazy("Ils sont effacés avec mon compte")),
        ],
        widget=forms.RadioSelect,
    )


@always_open
@whole_account
@require_http_methods(["GET", "POST"])
def contents(request: HttpRequest) -> HttpResponse:
    """Two choices, and what each does."""
    actor = actor_of(request)
    now = GO if objects(actor.person_id) else STAY
    form = ContentsForm(request.POST or None, initial={"what": now})
    if request.method == "POST" and form.is_valid():
        contents_decide(actor=actor, stay=form.cleaned_data["what"] == STAY)
        messages.success(request, _("Votre choix est noté."))
        return redirect("accounts:me" if actor.positions else "home:home")
    status = 422 if form.errors else 200
    back = "accounts:me" if actor.positions else "home:home"
    return render(request, "privacy/contents.html", {"form": form, "back": back}, status=status)
