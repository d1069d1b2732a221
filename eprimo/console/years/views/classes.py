"""The classes of next year: who is in them, what they are called, who teaches them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eprimo.console.pages import handle_form, submit
from eprimo.console.years.forms import OUTCOMES, AdultsForm, PlaceForm, PlannedClassForm, SplitForm
from eprimo.console.years.views.common import prepared_for
from eprimo.foundation.directory.actions.years import (
    planned_adults_set,
    planned_class_add,
    planned_class_change,
    planned_class_drop,
    planned_class_split,
    planned_pupils_place,
)
from eprimo.foundation.directory.enums import AttachmentKind
from eprimo.foundation.directory.models import PlannedClass, PlannedPupil, YearChange
from eprimo.foundation.directory.queries.years import planned_class_of, planned_pupils
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible


def class_(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The pupils of a planned class: some may go elsewhere."""
    actor, change = prepared_for(request)
    planned = planned_class_of(change, public_id)
    adults = planned.adults.select_related("person").order_by("kind", "person__sort_key")
    shown = {"planned": planned, "adults": list(adults)}
    return _listed(request, actor, change, planned_pupils(change, planned=planned), "years/class.html", shown)


def outcome_(request: HttpRequest, outcome: str) -> HttpResponse:
    """Those who leave, or who are to place."""
    actor, change = prepared_for(request)
    if outcome not in OUTCOMES:
        raise NotVisible
    rows = planned_pupils(change, outcome=OUTCOMES[outcome])
    return _listed(
        request, actor, change, rows, "years/outcome.html", {"outcome": OUTCOMES[outcome], "word": outcome}
    )


def _listed(
    request: HttpRequest,
    actor: Actor,
    change: YearChange,
    rows: list[PlannedPupil],
    page: str,
    shown: dict[str, object],
) -> HttpResponse:
    """A list of pupils under the form that moves those who are ticked."""
    people = {str(one.person.public_id): one.person_id for one in rows}
    names = {str(one.person.public_id): one.person.full_name for one in rows}
    form = PlaceForm(request.POST or None, classes=list(change.classes.order_by("key")), people=names)

    def act() -> None:
        outcome, planned = form.place()
        planned_pupils_place(
            actor=actor, change=change, people=[people[key] for key in form.cleaned_data["eleves"]], outcome=outcome,
            planned_class=planned, held_back=form.cleaned_data["maintien"],
        )  # fmt: skip

    if submit(request, form, act):
        messages.success(request, "C’est noté pour l’an prochain.")
        return redirect(request.path)
    ticked = set(form.data.getlist("eleves")) if form.is_bound else set()  # type: ignore[attr-defined]
    context = {"change": change, "rows": rows, "form": form, "ticked": ticked, **shown}
    return render(request, page, context, status=422 if form.errors else 200)


def create(request: HttpRequest) -> HttpResponse:
    actor, change = prepared_for(request)
    form = PlannedClassForm(request.POST or None)
    title = f"Une classe de plus en {change.to_year}"
    return handle_form(
        request, form, lambda: planned_class_add(actor=actor, change=change, **form.cleaned_data),
        done="La classe est prévue.", title=title, submit="Prévoir la classe", back=reverse("years:home"),
    )  # fmt: skip


def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor, planned = _planned(request, public_id)
    form = PlannedClassForm(request.POST or None, initial={"label": planned.label, "levels": planned.levels})
    back = reverse("years:class", args=[public_id])
    return handle_form(
        request, form, lambda: planned_class_change(actor=actor, planned=planned, **form.cleaned_data),
        done="La classe prévue est modifiée.", title=f"Modifier {planned.label}", submit="Enregistrer",
        back=back,
    )  # fmt: skip


def split(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor, planned = _planned(request, public_id)
    form = SplitForm(request.POST or None)
    return handle_form(
        request, form,
        lambda: planned_class_split(actor=actor, planned=planned, label=form.cleaned_data["label"]),
        done="La classe est partagée en deux.", then=reverse("years:home"),
        title=f"Partager {planned.label}", submit="Partager", back=reverse("years:class", args=[public_id]),
        intro="Un élève sur deux de chaque niveau, dans l’ordre des noms, ira dans la nouvelle classe. Vous pourrez"
        " ensuite en changer un par un.",
    )  # fmt: skip


def drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Asks, then takes the class out of the plan."""
    actor, planned = _planned(request, public_id)
    if request.method == "POST":
        planned_class_drop(actor=actor, planned=planned)
        messages.success(request, f"{planned.label} n’est plus prévue.")
        return redirect("years:home")
    return render(request, "years/drop.html", {"planned": planned})


def adults(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor, planned = _planned(request, public_id)
    there = planned.adults.filter(kind=AttachmentKind.TEACHES).values_list("person__public_id", flat=True)
    form = AdultsForm(request.POST or None, change=planned.change, initial={"adults": list(there)})
    back = reverse("years:class", args=[public_id])
    return handle_form(
        request, form,
        lambda: planned_adults_set(actor=actor, planned=planned, adults=list(form.cleaned_data["adults"])),
        done="Les enseignants sont choisis.", title=f"Qui enseignera en {planned.label}\N{NO-BREAK SPACE}?",
        submit="Enregistrer", back=back,
    )  # fmt: skip


def _planned(request: HttpRequest, public_id: UUID) -> tuple[Actor, PlannedClass]:
    actor, change = prepared_for(request)
    return actor, planned_class_of(change, public_id)
