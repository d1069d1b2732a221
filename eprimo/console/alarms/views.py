"""Sessions that met many refusals: the list, one of them, whose it was."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.console.alarms.actions import alarm_close, alarm_name
from eprimo.console.alarms.policies import WHO, may_name
from eprimo.console.alarms.queries import alarm_read, alarms_of
from eprimo.console.pages import actor_as
from eprimo.foundation.accounts.views.answers import form_page
from eprimo.foundation.kernel.sign_in_connection import at_the_door


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi voulez-vous le savoir", max_length=300,
        help_text="Gardé un an avec l’alerte, et noté au journal avec votre nom.",
    )  # fmt: skip


@at_the_door
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Those that wait, then those that were closed."""
    return render(request, "alarms/index.html", {"alarms": alarms_of(actor_as(request, *WHO))})


@at_the_door
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is known of one. With a reason the answer itself says whose session it was: no address shows it again."""
    actor = actor_as(request, *WHO)
    alarm = alarm_read(actor, public_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    told = False
    if form.is_bound and form.is_valid():
        alarm = alarm_name(actor=actor, public_id=public_id, reason=form.cleaned_data["reason"])
        told = True
    answers = may_name(actor, alarm)
    return form_page(
        request, "alarms/one.html", form, alarm=alarm, told=told, answers=answers, heads=actor.heads
    )


@at_the_door
@require_POST
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Nothing is left to do."""
    alarm_close(actor=actor_as(request, *WHO), public_id=public_id)
    messages.success(request, "C’est classé.")
    return redirect("alarms:index")
