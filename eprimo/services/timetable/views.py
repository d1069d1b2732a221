"""The week of a class: read and written at work, read by families and pupils, printed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import DomainError, NotVisible, SchoolClosed
from eprimo.foundation.kernel.refusals import show_refusal
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.services.timetable.actions import slot_change, slot_remove, slots_add, week_copy
from eprimo.services.timetable.forms import CopyForm, MomentForm, NewForm, initial_moment
from eprimo.services.timetable.policies import classes_for, may_write
from eprimo.services.timetable.queries import (
    class_for,
    school_days_of,
    slot_for,
    sources_for,
    week_of,
    weeks_for,
)
from eprimo.ui.plurals import counted


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show to who works there the class, or a choice among several; to families and pupils the weeks of the
    children."""
    actor = actor_of(request)
    if actor.role in {Role.GUARDIAN, Role.PUPIL}:
        return _family(request, actor)
    if actor.closed:
        raise SchoolClosed
    classes = list(classes_for(actor))
    if len(classes) == 1:
        return redirect("timetable:week", classes[0].public_id)
    if not classes:
        raise NotVisible
    return render(request, "timetable/classes.html", {"classes": classes})


def _family(request: HttpRequest, actor: Actor) -> HttpResponse:
    if actor.is_pupil and actor.closed:
        raise SchoolClosed
    if not actor.is_pupil and not actor.children:
        raise NotVisible
    return render(request, "timetable/family.html", {"weeks": weeks_for(actor)})


@require_safe
def week(request: HttpRequest, class_id: UUID) -> HttpResponse:
    """Show what stands, and a form for a moment more."""
    actor, class_group = _class(request, class_id)
    form = NewForm(school_days_of(actor, class_group)) if may_write(actor, class_group) else None
    return _shown(request, actor, class_group, form)


@require_POST
def add(request: HttpRequest, class_id: UUID) -> HttpResponse:
    actor, class_group = _class(request, class_id)
    require(may_write, actor, class_group)
    form = NewForm(school_days_of(actor, class_group), request.POST)
    if form.is_valid():
        try:
            made = slots_add(actor=actor, class_group=class_group, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, counted(made, "moment ajouté", "moments ajoutés") + ".")
            return redirect("timetable:week", class_id)
    return _shown(request, actor, class_group, form, status=422)


@require_POST
def copy(request: HttpRequest, class_id: UUID) -> HttpResponse:
    """Take the week of another class again."""
    actor, class_group = _class(request, class_id)
    require(may_write, actor, class_group)
    form = CopyForm(sources_for(actor, class_group), request.POST)
    if not form.is_valid():
        raise NotVisible
    made = week_copy(actor=actor, class_group=class_group, source=form.cleaned_data["source"])
    messages.success(request, counted(made, "moment repris", "moments repris") + ".")
    return redirect("timetable:week", class_id)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slot_id: UUID) -> HttpResponse:
    """Answer with another hour, word or picture."""
    actor = _at_work(request)
    slot = slot_for(actor, slot_id)
    require(may_write, actor, slot.class_group)
    form = MomentForm(request.POST or None, initial=initial_moment(slot))
    if request.method == "POST" and form.is_valid():
        try:
            slot_change(actor=actor, slot=slot, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, "C’est changé.")
            return redirect("timetable:week", slot.class_group.public_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "timetable/edit.html", {"form": form, "slot": slot}, status=status)


@require_POST
def remove(request: HttpRequest, slot_id: UUID) -> HttpResponse:
    actor = _at_work(request)
    slot = slot_for(actor, slot_id)
    slot_remove(actor=actor, slot=slot)
    messages.success(request, "Le moment est retiré.")
    return redirect("timetable:week", slot.class_group.public_id)


@require_safe
def paper(request: HttpRequest, class_id: UUID) -> HttpResponse:
    """Answer with the week on one sheet."""
    actor, class_group = _class(request, class_id)
    found = week_of(class_group, school_days_of(actor, class_group))
    return render(request, "timetable/paper.html", {"week": found, "place": class_group})


# --- pieces ------------------------------------------------------------------------------------------------------


def _at_work(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.closed:
        raise SchoolClosed
    return actor


def _class(request: HttpRequest, class_id: UUID) -> tuple[Actor, ClassGroup]:
    actor = _at_work(request)
    return actor, class_for(actor, class_id)


def _shown(
    request: HttpRequest, actor: Actor, class_group: ClassGroup, form: NewForm | None, *, status: int = 200
) -> HttpResponse:
    found = week_of(class_group, school_days_of(actor, class_group))
    sources = sources_for(actor, class_group) if form is not None else []
    context = {
        "week": found, "place": class_group, "form": form, "copy": CopyForm(sources) if sources else None,
        "classes": list(classes_for(actor)),
    }  # fmt: skip
    return render(request, "timetable/week.html", context, status=status)
