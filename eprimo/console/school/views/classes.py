"""Classes: the list, the page of one, and what a director changes there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.pages import actor_as, handle_form, head_of
from eprimo.console.school.class_day import class_day
from eprimo.console.school.forms.places import AttachForm, ClassForm
from eprimo.console.school.queries import sign_in_states
from eprimo.foundation.directory.actions.classes import (
    attachment_add,
    attachment_end,
    class_change,
    class_close,
    class_create,
    follow_up_delegate,
)
from eprimo.foundation.directory.enums import AttachmentKind
from eprimo.foundation.directory.models import ClassGroup
from eprimo.foundation.directory.policies.acts import can_change_class
from eprimo.foundation.directory.queries.classes import (
    attached_to,
    class_page,
    class_visible,
    classes_of_school,
)
from eprimo.foundation.directory.queries.person_page import Reach, reaches_of
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.rights import require


@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """Own classes first for a teacher; every class of the school."""
    actor = actor_as(request, *HEADS, Role.TEACHER)
    found = list(classes_of_school(actor))
    own = [one for one in found if one.pk in actor.class_ids]
    others = [one for one in found if one.pk not in actor.class_ids]
    return render(request, "school/classes.html", {"own": own, "others": others, "heads": actor.heads})


@require_safe
def class_(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What an own class has today, its pupils, their guardians, attached adults: the fields are those of the rights of
    who looks."""
    actor = actor_as(request, *HEADS, Role.TEACHER)
    shown = class_page(actor, class_visible(actor, public_id))
    lines = [line for row in shown.pupils for line in (row.line, *row.guardians)]
    states, reaches = sign_in_states(actor, lines), reaches_of(lines)
    rows = [
        {
            "line": row.line,
            "state": states.get(row.line.person.pk),
            "birth_date": row.line.sight.shown_birth_date(row.line.person),
            "guardians": [
                {"line": g, "state": states.get(g.person.pk), "reach": reaches.get(g.person.pk, Reach())}
                for g in row.guardians
            ],
        }
        for row in shown.pupils
    ]
    own = actor.heads or shown.class_group.pk in actor.class_ids
    context = {
        "class_group": shown.class_group,
        "rows": rows,
        "adults": shown.adults,
        "own": own,
        "day": class_day(actor, shown.class_group) if own and shown.class_group.closed_at is None else None,
        "heads": actor.heads,
        "today": actor.now,
    }
    return render(request, "school/class.html", context)


def create(request: HttpRequest) -> HttpResponse:
    actor = head_of(request)
    form = ClassForm(request.POST or None)

    def act() -> None:
        data = form.cleaned_data
        class_create(actor=actor, school_id=actor.school_id or 0, label=data["label"], levels=data["levels"])

    del form.fields["skin"]
    return handle_form(
        request, form, act, done="La classe est créée.", title="Nouvelle classe", submit="Créer la classe",
        back=reverse("school:classes"),
    )  # fmt: skip


def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor, one = _directed(request, public_id)
    initial = {"label": one.label, "levels": one.levels, "skin": one.skin}
    form = ClassForm(request.POST or None, initial=initial)
    back = reverse("school:class", args=[public_id])
    return handle_form(
        request, form, lambda: class_change(actor=actor, class_group=one, **form.cleaned_data),
        done="La classe est modifiée.", title=f"Modifier {one.label}", submit="Enregistrer", back=back,
    )  # fmt: skip


def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Asks, then closes: the class stays readable as an archive for those present."""
    actor, one = _directed(request, public_id)
    if request.method == "POST":
        class_close(actor=actor, class_group=one)
        messages.success(request, f"La classe {one.label} est close.")
        return redirect("school:classes")
    return render(request, "school/close_class.html", {"class_group": one})


def attach(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Tie an adult of the school to the class, or give the follow-up of its notes."""
    actor, one = _directed(request, public_id)
    form = AttachForm(request.POST or None, actor=actor, initial={"kind": AttachmentKind.TEACHES})

    def act() -> None:
        adult, kind = form.cleaned_data["adult"], form.cleaned_data["kind"]
        if kind == AttachmentKind.DELEGATE:
            follow_up_delegate(actor=actor, adult=adult, class_group=one)
        else:
            attachment_add(actor=actor, adult=adult, class_group=one, kind=kind)

    back = reverse("school:class", args=[public_id])
    return handle_form(
        request, form, act, done="Le rattachement est fait.", title=f"Rattacher un adulte à {one.label}",
        submit="Rattacher", back=back,
    )  # fmt: skip


@require_POST
def detach(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End one attachment of the class, named in the body."""
    actor, one = _directed(request, public_id)
    given = request.POST.get("lien", "")
    tie = attached_to(actor, one).filter(pk=int(given)).first() if given.isdecimal() else None
    if tie is None:
        raise NotVisible
    attachment_end(actor=actor, attachment=tie)
    messages.success(request, "Le rattachement est retiré.")
    return redirect("school:class", public_id)


def _directed(request: HttpRequest, public_id: UUID) -> tuple[Actor, ClassGroup]:
    """The class, when the actor may change it: 404 when not seen, 403 when seen only."""
    actor = actor_as(request, *HEADS, Role.TEACHER)
    one = class_visible(actor, public_id)
    require(can_change_class, actor, one.school_id)
    return actor, one
