"""The console's front page, the settings and the audit trail."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from eprimo.console.pages import handle_form, head_of
from eprimo.console.school.forms.rights import SettingsForm
from eprimo.console.school.queries import activation_of, addresses_that_refuse, leaving_count
from eprimo.console.school.trail import ACT_FAMILIES, RESULTS, TrailFilter, team_of, trail
from eprimo.foundation.content.kinds import declared
from eprimo.foundation.directory.actions.schools import settings_change
from eprimo.foundation.directory.models import Person, School, SchoolSettings
from eprimo.foundation.directory.policies.scope import people_visible_to
from eprimo.foundation.directory.queries.calendar import days_off, known_until
from eprimo.foundation.directory.queries.schools import figures_of, figures_visible, watch_of
from eprimo.foundation.directory.queries.support import supports_asked
from eprimo.foundation.files.carriers import named
from eprimo.foundation.files.quotas import parts_column, parts_read
from eprimo.foundation.intake.models import DeliveryState, OndeDelivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.privacy.requests.queries import due_to_decide
from eprimo.ui.widgets import DateInput


class TrailForm(forms.Form):
    """What, who, with which result and on which days. A field that cannot be read narrows nothing, and says so."""

    acte = forms.ChoiceField(label=_("Quoi"), choices=ACT_FAMILIES, required=False)
    # Chosen among the team, or by the page of anybody else: no address holds a name.
    personne = forms.UUIDField(required=False, widget=forms.HiddenInput)
    resultat = forms.ChoiceField(
        label=_("Résultat"),
        choices=[("", _("Tout")), *((result, _(words)) for result, words in RESULTS.items())],
        required=False,
    )
    depuis = forms.DateField(label=_("Depuis le"), widget=DateInput, required=False)
    jusque = forms.DateField(label=_("Jusqu’au"), widget=DateInput, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        since, until = data.get("depuis"), data.get("jusque")
        if since and until and until < since:
            self.add_error("jusque", _("Ce jour vient avant le premier."))
        return data

    def wanted(self, person_id: int | None) -> TrailFilter:
        """What of the form can be read; of this person, where it names one."""
        read = self.cleaned_data
        return TrailFilter(
            read.get("acte", ""), person_id, read.get("resultat", ""), read.get("depuis"), read.get("jusque")
        )


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What needs the director's eye."""
    actor = head_of(request)
    waiting = {"requests_due": due_to_decide(actor), "supports_asked": supports_asked(actor)}
    school: Any = School.objects.annotate(**waiting, parts=parts_column()).get(pk=actor.school_id or 0)
    done = OndeDelivery.objects.filter(school=actor.school_id, state=DeliveryState.APPLIED)
    room, parts = parts_read(school.parts)
    context = {
        "watch": watch_of(actor),
        "room": room,
        # By the name of what carries them.
        "parts": [(_carrier_name(one.service), one) for one in parts],
        # With what waits in other pages of the desk.
        "school": school,
        "activation": activation_of(actor),
        "leaving": leaving_count(actor),
        "holidays_known": known_until(days_off(school, clock.today(school.time_zone))) is not None,
        "last_import": done.order_by("-applied_at").values_list("applied_at", flat=True).first(),
    }
    return render(request, "school/home.html", context)


def settings(request: HttpRequest) -> HttpResponse:
    actor = head_of(request)
    row = SchoolSettings.objects.filter(school=actor.school_id).first() or SchoolSettings(
        school_id=actor.school_id or 0
    )
    initial = {name: getattr(row, name) for name in SettingsForm.base_fields}
    form = SettingsForm(request.POST or None, initial=initial)
    return handle_form(
        request, form,
        lambda: settings_change(actor=actor, school_id=actor.school_id or 0, **form.cleaned_data),
        done="Les réglages sont enregistrés.", title="Réglages de l’école", submit="Enregistrer",
        back=reverse("school:home"),
        links=[
            (reverse("school:hours"), "Horaires de l’école"),
            (reverse("school:days"), "Vacances et jours sans école"),
        ],
    )  # fmt: skip


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """The audit trail: of the school for who directs it, of one's own acts for everyone else."""
    actor = actor_of(request)
    form = TrailForm(request.GET)
    form.is_valid()
    team = list(team_of(actor)) if actor.heads else []
    about = _about(actor, form.cleaned_data.get("personne"), team)
    marks = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    context = {
        "page": trail(actor, form.wanted(about.pk if about else None), **marks),
        "form": form,
        "about": about,
        "team": team,
        "heads": actor.heads,
        "filtered": any(form.cleaned_data.values()),
    }
    return render(request, "school/history.html", context)


def _about(actor: Actor, public_id: UUID | None, team: Sequence[Person]) -> Person | None:
    """The person the trail is narrowed to: one of the team, gone or not, or one the actor sees; else NotVisible."""
    if not public_id:
        return None
    of_team = next((one for one in team if one.public_id == public_id), None)
    if of_team is not None:
        return of_team
    person = Person.objects.filter(people_visible_to(actor), public_id=public_id).first()
    if person is None:
        raise NotVisible
    return person


@require_safe
def figures(request: HttpRequest, uai: str = "") -> HttpResponse:
    """How many people of each profile; cells under five are not shown."""
    actor = actor_of(request)
    school = (
        School.objects.filter(uai=uai).first()
        if uai
        else School.objects.filter(pk=actor.school_id or 0).first()
    )
    if school is None or not figures_visible(actor, school.pk):
        raise NotVisible
    own = actor.heads and school.pk == actor.school_id
    context = {"school": school, "figures": figures_of(actor, school), "heads": own}
    if own:
        context["refused"] = addresses_that_refuse(actor)
    return render(request, "school/figures.html", context)


def _carrier_name(service: str) -> str:
    """What carries files, in words; empty: nothing does any more."""
    kind = declared().get(service)
    return kind.words.name if kind is not None else named().get(service, (None, ""))[1]
