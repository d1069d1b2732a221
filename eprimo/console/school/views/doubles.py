"""Rows that may be one person: proposed, compared, made one, parted, or said to be two."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from eprimo.console.pages import actor_as, handle_form, head_of, submit
from eprimo.console.school.doubles import (
    Comparison,
    alike,
    comparison_of,
    merge_visible,
    merges,
    pair_of,
    proposals,
)
from eprimo.foundation.directory.actions.merges import (
    LOOK_AT_RESTRICTIONS,
    people_not_the_same,
    person_merge,
    person_unmerge,
)
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.directory.policies.merges import can_merge, schools_to_merge
from eprimo.foundation.directory.queries.merges import restrictions_of, why_not
from eprimo.foundation.directory.queries.people import PeopleFilter, person_visible, school_people_rows
from eprimo.foundation.kernel.actor import HEADS, Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.rights import require

_MERGERS = (*HEADS, Role.ACADEMY)


class MergeForm(forms.Form):
    kept = forms.TypedChoiceField(
        label="Quelle fiche garder\N{NO-BREAK SPACE}?", coerce=UUID, widget=forms.RadioSelect
    )
    restrictions_seen = forms.BooleanField(
        label="J’ai vu les restrictions\N{NO-BREAK SPACE}: elles restent en vigueur, et la plus stricte compte.",
        error_messages={"required": LOOK_AT_RESTRICTIONS},
    )

    def __init__(self, data: Any, *, compared: Comparison) -> None:
        super().__init__(data, initial={"kept": compared.kept.person.public_id})
        self.fields["kept"].choices = [  # type: ignore[attr-defined]
            (side.person.public_id, f"Fiche {number}\N{NO-BREAK SPACE}: {side.name}")
            for number, side in enumerate(compared.sides, start=1)
        ]
        if not compared.asks_restrictions:
            del self.fields["restrictions_seen"]


@require_safe
def doubles(request: HttpRequest) -> HttpResponse:
    """Pairs of the directed school that the machine proposes."""
    actor = head_of(request)
    return _proposed(request, actor, actor.school_id or 0)


@require_safe
def doubles_of(request: HttpRequest, uai: str) -> HttpResponse:
    """Pairs of one school of the territory whose other half is of another one: for its academy."""
    actor = actor_as(request, Role.ACADEMY)
    school = School.objects.filter(uai=uai).first()
    if school is None:
        raise NotVisible
    return _proposed(request, actor, school.pk, school=school)


def _proposed(request: HttpRequest, actor: Actor, school_id: int, **more: School) -> HttpResponse:
    marks = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    context = {"page": proposals(actor, school_id, **marks), "heads": actor.heads, **more}
    return render(request, "school/doubles.html", context)


def compare(request: HttpRequest, first: UUID, second: UUID) -> HttpResponse:
    """Both rows side by side; which one is kept; then one."""
    actor = actor_as(request, *_MERGERS)
    people = pair_of(actor, first, second)
    require(can_merge, actor, schools_to_merge(actor, *people), *(one.pk for one in people))
    compared = comparison_of(actor, people, restrictions_of(*people))
    form = MergeForm(request.POST or None, compared=compared)
    if submit(request, form, lambda: _merge(actor, people, form)):
        messages.success(request, "Les deux fiches n’en font plus qu’une. Vous pouvez les séparer d’ici.")
        return redirect("school:merges")
    context = {
        "compared": compared,
        "form": form,
        "why_not": why_not(actor, *people),
        "back": _back(actor, compared),
    }
    return render(request, "school/double.html", context, status=422 if form.errors else 200)


def _merge(actor: Actor, people: tuple[Person, Person], form: MergeForm) -> None:
    data = form.cleaned_data
    kept, absorbed = sorted(people, key=lambda one: one.public_id != data["kept"])
    seen = data.get("restrictions_seen", False)
    person_merge(actor=actor, kept=kept, absorbed=absorbed, restrictions_seen=seen)


def _back(actor: Actor, compared: Comparison) -> str:
    return reverse("school:doubles") if actor.heads else reverse("territory:schools")


@require_POST
def different(request: HttpRequest, first: UUID, second: UUID) -> HttpResponse:
    """They are two: not proposed again."""
    actor = actor_as(request, *_MERGERS)
    one, other = pair_of(actor, first, second)
    people_not_the_same(actor=actor, one=one, other=other)
    messages.success(request, "C’est noté\N{NO-BREAK SPACE}: ces deux fiches ne vous seront plus proposées.")
    return redirect("school:doubles" if actor.heads else "school:merges")


@require_safe
def merged(request: HttpRequest) -> HttpResponse:
    """What was made one, and parted, newest first."""
    actor = actor_as(request, *_MERGERS)
    marks = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    return render(request, "school/merges.html", {"page": merges(actor, **marks), "heads": actor.heads})


def part(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Each row gets back what it had."""
    actor = actor_as(request, *_MERGERS)
    merge = merge_visible(actor, public_id)
    require(can_merge, actor, schools_to_merge(actor, merge.kept), merge.kept_id, merge.absorbed_id)
    form = forms.Form(request.POST if request.method == "POST" else None)
    intro = (
        "Chaque fiche retrouve ses liens, ses coordonnées, ses mots et ses réponses, et son identifiant. Ce qui a été "
        "fait depuis la réunion reste à la fiche gardée. Une restriction posée depuis vaut pour les "
        "deux\N{NO-BREAK SPACE}: levez celle qui n’est pas juste."
    )
    return handle_form(
        request, form, lambda: person_unmerge(actor=actor, merge=merge),
        done="Les fiches sont séparées. Chacune a retrouvé ce qu’elle avait.",
        title=f"Séparer {merge.kept.full_name} et {merge.absorbed.full_name}", submit="Séparer",
        back=reverse("school:merges"), intro=intro, kind="danger",
    )  # fmt: skip


@require_safe
def near(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Rows of the school whose names are near those of one person: a human looks, whom the machine does not propose."""
    actor = head_of(request)
    line = person_visible(actor, public_id)
    found = alike(actor, line.person, school_people_rows(actor, PeopleFilter()))
    return render(request, "school/alike.html", {"line": line, "sides": found})
