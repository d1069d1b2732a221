"""« Registre d’appel »: the month of a class before it is signed, its signature, and what was signed."""

from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.directory.enums import Level
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.presence.actions.registers import (
    closed_register_open,
    register_sign,
)
from eprimo.foundation.presence.enums import Opening
from eprimo.foundation.presence.hours import hours_of
from eprimo.foundation.presence.models import Register
from eprimo.foundation.presence.policies import may_sign_register
from eprimo.foundation.presence.queries.registers import (
    class_registered,
    classes_registered,
    month_is_over,
    month_of,
    months_called,
    register_visible,
    registers_of,
)
from eprimo.foundation.presence.register_paper import register_pdf
from eprimo.foundation.printing.cells import content_disposition
from eprimo.ui.french import month_year

# Digits of a number of half-days.
_LONGEST = 3
# As many half-days without a roll call are listed in view; more of them are folded.
_FEW_UNCALLED = 4


@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """The months of the year that runs, class by class; below, for who directs, those that were signed before it."""
    actor = actor_of(request)
    school = _school(actor)
    classes = classes_registered(actor)
    signed = registers_of(actor)
    latest = {(one.class_group_id, one.month): one for one in signed}
    hours = hours_of(school, actor.today.replace(day=1))
    months = [
        {
            "month": month, "key": _key(month), "over": month_is_over(hours, month, actor.now),
            "classes": [(group, latest.get((group.pk, month))) for group in classes],
        }
        for month in months_called(actor, school)
    ]  # fmt: skip
    closed = [one for one in signed if one.class_group.year_id != school.running_year_id]
    years = [(year, list(found)) for year, found in groupby(closed, lambda one: one.class_group.year_id)]
    context = {"school": school, "months": months, "years": years, "signs": actor.heads}
    return render(request, "attendance/registers.html", context)


@require_safe
def register(request: HttpRequest, public_id: UUID, month: str) -> HttpResponse:
    """The month of a class."""
    actor = actor_of(request)
    group, first = class_registered(actor, public_id), _month(month)
    found = month_of(group, first, actor)
    signs = may_sign_register(actor, group.school_id)
    context = {
        "found": found, "key": month, "signs": signs, "tps": Level.TPS in group.levels and len(group.levels) > 1,
        "signable": found.over and found.changed and bool(found.rows), "few": _FEW_UNCALLED,
    }  # fmt: skip
    return render(request, "attendance/register.html", context)


@require_POST
def sign(request: HttpRequest, public_id: UUID, month: str) -> HttpResponse:
    """Sign the register of a month (« Viser le registre de novembre »)."""
    actor = actor_of(request)
    group, first = class_registered(actor, public_id), _month(month)
    read = request.POST.get("sans-appel", "0")
    missing = int(read) if read.isdecimal() and len(read) <= _LONGEST else 0
    try:
        made = register_sign(actor=actor, class_group=group, month=first, missing=missing)
    except (Forbidden, NotVisible):
        raise
    except DomainError as error:
        messages.error(request, error.sentence)
    else:
        words = f"Registre de {month_year(first)} visé"
        messages.success(request, f"{words}\u00a0: version {made.version}, scellée.")
    return redirect("attendance:register", public_id, _key(first))


@require_safe
def draft(request: HttpRequest, public_id: UUID, month: str) -> HttpResponse:
    """The month as it would be signed now, as PDF."""
    actor = actor_of(request)
    group, first = class_registered(actor, public_id), _month(month)
    return _pdf(register_pdf(month_of(group, first, actor), signed="Projet, pas visé."), f"projet-{month}")


class OpenForm(forms.Form):
    """The reason for which a register of a closed year is opened."""

    why = forms.ChoiceField(
        label="Pourquoi ouvrez-vous ce registre\u00a0?", choices=Opening.choices, widget=forms.RadioSelect,
        help_text="L’historique de l’école le garde.", error_messages={"required": "Dites pourquoi."},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def sealed(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A signed register. One of a closed year asks why first."""
    actor = actor_of(request)
    found = register_visible(actor, public_id)
    if found.class_group.year_id == found.school.running_year_id:
        return _pdf(bytes(found.pdf), _name(found))
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = Opening(form.cleaned_data["why"])
        return _pdf(closed_register_open(actor=actor, register=found, why=why), _name(found))
    status = 422 if form.errors else 200
    return render(
        request, "attendance/register_closed.html", {"register": found, "form": form}, status=status
    )


def _school(actor: Actor) -> School:
    """The school in use of who calls rolls there. NotVisible: of nobody else."""
    if actor.closed or actor.school_id is None or actor.role not in HEADS | {Role.TEACHER}:
        raise NotVisible
    school = School.objects.filter(pk=actor.school_id, running_year__isnull=False).first()
    if school is None:
        raise NotVisible
    return school


def _month(text: str) -> date:
    """« 2026-11 ». NotVisible: no month."""
    try:
        found = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month of a calendar, at no hour
    except ValueError:
        raise NotVisible from None
    if text != _key(found):
        raise NotVisible
    return found


def _key(month: date) -> str:
    return f"{month:%Y-%m}"


def _name(found: Register) -> str:
    return f"{found.month:%Y-%m}-v{found.version}"


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition(f"Registre {name}", "pdf", inline=True)
    return response
