"""Of which level each pupil of a class of several is, for who runs the class."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from eprimo.console.pages import actor_as, tried
from eprimo.foundation.classroom.actions.levels import levels_set
from eprimo.foundation.classroom.policies import may_set_levels
from eprimo.foundation.classroom.queries import class_run
from eprimo.foundation.directory.models import ClassGroup, ClassMembership
from eprimo.foundation.kernel.actor import HEADS, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.rights import require


class LevelsForm(forms.Form):
    """A field for each pupil, named by the pupil's number."""

    def __init__(
        self, class_group: ClassGroup, rows: Sequence[ClassMembership], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Pas connu"), *((one, one) for one in class_group.levels)]
        for row in rows:
            self.fields[str(row.person.public_id)] = forms.ChoiceField(
                label=row.person.full_name, choices=choices, required=False,
                initial=row.level if row.level in class_group.levels else "",
                error_messages={"invalid_choice": "Ce niveau n’est plus dans la classe. Choisissez de nouveau."},
            )  # fmt: skip

    @property
    def said(self) -> dict[UUID, str]:
        return {UUID(name): level for name, level in self.cleaned_data.items()}


@require_http_methods(["GET", "HEAD", "POST"])
def levels(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """All pupils of the class, each with the level that is known."""
    actor = actor_as(request, Role.TEACHER, *HEADS)
    group = class_run(actor, public_id)
    require(may_set_levels, actor, group)
    if len(group.levels) < 2:  # noqa: PLR2004 - several
        raise NotVisible
    members = ClassMembership.objects.in_force(actor.now).filter(class_group=group)
    rows = list(members.select_related("person").order_by("person__sort_key", "person_id"))
    form = LevelsForm(group, rows, request.POST or None)
    if request.method == "POST" and tried(
        form, lambda: levels_set(actor=actor, class_group=group, said=form.said)
    ):
        messages.success(request, "Les niveaux sont gardés.")
        return redirect("class_mode:levels", public_id)
    context = {
        "class_group": group,
        "form": form,
        "unknown": sum(row.level not in group.levels for row in rows),
    }
    return render(request, "class_mode/levels.html", context, status=422 if form.errors else 200)
