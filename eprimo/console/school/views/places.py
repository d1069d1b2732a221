"""Groups, and services of the commune."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from eprimo.console.pages import handle_form, head_of, submit
from eprimo.console.school.forms.places import EnrolForm, GroupForm, MembersForm, ServiceForm
from eprimo.foundation.directory.actions.groups import (
    group_close,
    group_create,
    group_rename,
    group_set_members,
)
from eprimo.foundation.directory.actions.services import service_close, service_open, service_set_enrolled
from eprimo.foundation.directory.queries.classes import group_member_ids, group_visible, groups_of_school
from eprimo.foundation.directory.queries.schools import enrolled_ids, service_visible, services_of_school


def groups(request: HttpRequest) -> HttpResponse:
    actor = head_of(request)
    form = GroupForm(request.POST or None)
    if submit(
        request,
        form,
        lambda: group_create(actor=actor, school_id=actor.school_id or 0, label=form.cleaned_data["label"]),
    ):
        messages.success(request, "Le groupe est créé. Choisissez maintenant qui en est.")
        return redirect("school:groups")
    context = {"groups": groups_of_school(actor), "form": form}
    return render(request, "school/groups.html", context, status=422 if form.errors else 200)


def group(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Its members, ticked."""
    actor = head_of(request)
    one = group_visible(actor, public_id)
    members = group_member_ids(actor, one)
    form = MembersForm(request.POST or None, actor=actor)
    for name in ("pupils", "adults"):
        queryset = form.fields[name].queryset  # type: ignore[attr-defined]
        form.initial[name] = [person.public_id for person in queryset if person.pk in members]

    def act() -> None:
        chosen = [*form.cleaned_data["pupils"], *form.cleaned_data["adults"]]
        group_set_members(actor=actor, group=one, members=chosen)

    links = {
        "rename": reverse("school:group_rename", args=[public_id]),
        "close": reverse("school:group_close", args=[public_id]),
    }
    return handle_form(
        request, form, act, done=f"Le groupe {one.label} est à jour.", title=one.label, submit="Enregistrer",
        back=reverse("school:groups"), group_links=links,
    )  # fmt: skip


def rename_group(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = head_of(request)
    one = group_visible(actor, public_id)
    form = GroupForm(request.POST or None, initial={"label": one.label})
    return handle_form(
        request, form, lambda: group_rename(actor=actor, group=one, label=form.cleaned_data["label"]),
        title=f"Renommer {one.label}", submit="Renommer", back=reverse("school:groups"),
    )  # fmt: skip


@require_POST
def close_group(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = head_of(request)
    one = group_visible(actor, public_id)
    group_close(actor=actor, group=one)
    messages.success(request, f"Le groupe {one.label} est clos.")
    return redirect("school:groups")


def services(request: HttpRequest) -> HttpResponse:
    actor = head_of(request)
    form = ServiceForm(request.POST or None)
    if submit(
        request, form, lambda: service_open(actor=actor, school_id=actor.school_id or 0, **form.cleaned_data)
    ):
        messages.success(request, "Le service est ouvert à l’école.")
        return redirect("school:services")
    context = {"services": services_of_school(actor), "form": form}
    return render(request, "school/services.html", context, status=422 if form.errors else 200)


def service(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The pupils enrolled, ticked."""
    actor = head_of(request)
    one = service_visible(actor, public_id)
    enrolled = enrolled_ids(actor, one)
    form = EnrolForm(request.POST or None, actor=actor)
    queryset = form.fields["children"].queryset  # type: ignore[attr-defined]
    form.initial["children"] = [person.public_id for person in queryset if person.pk in enrolled]

    def act() -> None:
        children = list(form.cleaned_data["children"])
        service_set_enrolled(actor=actor, service=one, school_id=actor.school_id or 0, children=children)

    return handle_form(
        request, form, act, done=f"Les inscriptions à {one.name} sont à jour.", title=one.name,
        submit="Enregistrer", back=reverse("school:services"),
    )  # fmt: skip


@require_POST
def close_service(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = head_of(request)
    one = service_visible(actor, public_id)
    service_close(actor=actor, service=one, school_id=actor.school_id or 0)
    messages.success(request, f"{one.name} ne sert plus l’école.")
    return redirect("school:services")
