"""Notes to start from: the school's, one's own, and those that come with the program."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eprimo.foundation.content import richtext
from eprimo.foundation.content.phrasebook.shelf import shelf
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible, SchoolClosed
from eprimo.foundation.kernel.requests import actor_of
from eprimo.foundation.kernel.rights import require
from eprimo.services.liaison.actions.templates import (
    template_adopt,
    template_edit,
    template_keep,
    template_remove,
)
from eprimo.services.liaison.forms.compose import TemplateForm, word_fields
from eprimo.services.liaison.kind import AUTHORS
from eprimo.services.liaison.models import NoteTemplate
from eprimo.services.liaison.pictures import KIND_ICONS
from eprimo.services.liaison.policies import templates as policies
from eprimo.services.liaison.queries.pages import note_for
from eprimo.services.liaison.queries.templates import template_for, templates_of
from eprimo.services.liaison.views.common import refusals_on, refusals_said


def _require_author(actor: Actor) -> None:
    """Raise NotVisible for agents of the commune and families, who have no templates; SchoolClosed at a closed
    school."""
    if actor.role not in AUTHORS:
        raise NotVisible
    if actor.closed:
        raise SchoolClosed


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Choose a note to start from, or look after those of the school."""
    actor = actor_of(request)
    _require_author(actor)
    context = {"shelf": templates_of(actor), "icons": KIND_ICONS, "heads": actor.heads}
    return render(request, "liaison/templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Change the words of a template."""
    actor = actor_of(request)
    found = template_for(actor, template_id)
    require(policies.may_edit_template, actor, found)
    if request.method != "POST":
        return _form(request, TemplateForm(initial=_start(found)), found)
    form = TemplateForm(request.POST)
    if form.goes_on:
        return _form(request, form.unchecked(), found)
    if form.is_valid():
        with refusals_on(form):
            template_edit(actor=actor, template=found, words=form.words())
            messages.success(request, "Le modèle est gardé.")
            return redirect("liaison:templates")
    return _form(request, form, found, status=422)


def _start(found: NoteTemplate) -> dict[str, Any]:
    return word_fields(found) | {"title": found.title, "text": richtext.to_markup(found.body)}


def _form(
    request: HttpRequest, form: TemplateForm, found: NoteTemplate, *, status: int = 200
) -> HttpResponse:
    phrases = shelf(request.POST.get("do", ""))
    context = {"form": form, "template": found, "icons": KIND_ICONS, "phrases": phrases}
    return render(request, "liaison/template.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Take a template away, after asking."""
    actor = actor_of(request)
    found = template_for(actor, template_id)
    require(policies.may_edit_template, actor, found)
    if request.method != "POST":
        return render(request, "liaison/template_remove.html", {"template": found})
    template_remove(actor=actor, template=found)
    messages.success(request, "Le modèle est enlevé. Les mots déjà écrits ne changent pas.")
    return redirect("liaison:templates")


@require_POST
def adopt(request: HttpRequest, key: str) -> HttpResponse:
    """Take one that comes with the program as the school's own."""
    actor = actor_of(request)
    _require_author(actor)
    school = School.objects.get(pk=actor.school_id or 0)
    try:
        made = template_adopt(actor=actor, school=school, key=key)
    except (Forbidden, NotVisible):
        raise
    except DomainError as error:
        messages.warning(request, error.sentence)
        return redirect("liaison:templates")
    messages.success(request, "Ce modèle est à l’école : changez-le à votre façon.")
    return redirect("liaison:template", template_id=made.public_id)


@require_POST
def keep(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Keep the words of a note to start from: for oneself, or for the school."""
    actor = actor_of(request)
    note = note_for(actor, note_id)
    for_school = request.POST.get("whose") == "school"
    with refusals_said(request):
        template_keep(actor=actor, note=note, for_school=for_school)
        whose = "de l’école" if for_school else "à vous"
        messages.success(request, f"C’est gardé parmi les modèles {whose}.")
    return redirect("liaison:templates")
