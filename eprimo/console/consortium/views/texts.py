"""Versions of the convention's text: read by every reader of the group, added by who keeps its calendar."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from eprimo.console.consortium.views.common import running_market
from eprimo.console.pages import actor_as, submit
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.views import fragment, takes_files
from eprimo.foundation.printing.cells import content_disposition
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.consortium.actions.texts import convention_text_add
from eprimo.steering.consortium.models import ConventionText
from eprimo.steering.consortium.policies import READERS, can_keep_market
from eprimo.ui.widgets import DateInput


class TextForm(forms.Form):
    dated_on = forms.DateField(label="Version du", widget=DateInput)
    file = forms.FileField(
        label="Le texte", help_text="PDF, 10 Mo au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
    )  # fmt: skip


@takes_files(10)
def texts(request: HttpRequest) -> HttpResponse:
    """Each version with its day and its print."""
    actor = actor_as(request, *READERS)
    market, keeps = running_market(actor), can_keep_market(actor)
    if request.method == "POST" and not keeps:
        raise NotVisible
    form = TextForm(request.POST or None, request.FILES or None)

    def act() -> None:
        given, day = form.cleaned_data["file"], form.cleaned_data["dated_on"]
        file = GivenFile(given.name or "", given.read())
        convention_text_add(actor=actor, market=market, dated_on=day, file=file)

    if submit(request, form, act):
        messages.success(request, "La version est ajoutée.")
        return redirect("consortium:texts")
    rows = market.texts.defer("content").order_by("-number")
    context = {"texts": rows, "keeps": keeps, "form": form}
    return render(request, "consortium/texts.html", context, status=422 if form.errors else 200)


@require_safe
@fragment
def text_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One of them, as it was given."""
    actor = actor_as(request, *READERS)
    found = ConventionText.objects.filter(public_id=public_id, market=running_market(actor)).first()
    if found is None:
        raise NotVisible
    headers = {
        "Content-Disposition": content_disposition(found.name.removesuffix(".pdf"), "pdf"),
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(bytes(found.content), content_type="application/pdf", headers=headers)
