"""Of which level each pupil of a class of several is, for who runs the class."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from eprimo.console.pages import actor_as
from eprimo.foundation.classroom.actions.levels import LevelChanged, levels_set
from eprimo.foundation.classroom.policies import may_set_levels
from eprimo.foundation.classroom.queries import class_run
from eprimo.foundation.directory.models import ClassGroup, ClassMembership
from eprimo.foundation.kernel.actor import HEADS, Role
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.refusals import show_refusal
from eprimo.foundation.kernel.rights import require

_ORDER = ("person__sort_key", "person_id")


class LevelsForm(forms.Form):
    """A field for each pupil, named by the pupil's number, and what the page said when it was shown."""

    def __init__(
        self, class_group: ClassGroup, rows: Sequence[ClassMembership], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Pas connu"), *((one, one) for one in class_group.levels)]
        self.names = [str(row.person.public_id) for row in rows]
        for name, row in zip(self.names, rows, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=row.person.full_name, choices=choices, required=False, initial=row.level,
                error_messages={"invalid_choice": "Ce niveau n’est plus dans la classe. Choisissez de nouveau."},
            )  # fmt: skip
            self.fields[_shown(name)] = forms.CharField(
                widget=forms.HiddenInput, required=False, initial=row.level
            )

    @property
    def pupils(self) -> list[forms.BoundField]:
        return [self[name] for name in self.names]

    @property
    def said(self) -> dict[UUID, str]:
        """What was chosen, where that is another level than the page had said."""
        posted = [name for name in self.names if name in self.data]
        shown = {name: self.data.get(_shown(name)) for name in posted}
        return {
            UUID(name): self.cleaned_data[name]
            for name in posted
            if shown[name] is None or shown[name] != self.cleaned_data[name]
        }

    @property
    def shown(self) -> dict[UUID, str]:
        return {UUID(name): self.data[_shown(name)] for name in self.names if _shown(name) in self.data}


def _shown(name: str) -> str:
    return f"vu-{name}"


@require_http_methods(["GET", "HEAD", "POST"])
def levels(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """All pupils of the class, each with the level that is known."""
    actor = actor_as(request, Role.TEACHER, *HEADS)
    group = class_run(actor, public_id)
    require(may_set_levels, actor, group)
    if len(group.levels) < 2:  # noqa: PLR2004 - several
        raise NotVisible
    members = ClassMembership.objects.in_force(actor.now).filter(class_group=group)
    rows = list(members.select_related("person").order_by(*_ORDER))
    form, changed = LevelsForm(group, rows, request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            levels_set(actor=actor, class_group=group, said=form.said, shown=form.shown)
        except LevelChanged as error:
            # What it is now stands there, and nothing of the old page is posted again.
            form, changed = (
                LevelsForm(group, list(members.select_related("person").order_by(*_ORDER))),
                error.sentence,
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, "Les niveaux sont gardés.")
            return redirect("class_mode:levels", public_id)
    context = {
        "class_group": group, "form": form, "changed": changed, "unknown": sum(not row.level for row in rows),
    }  # fmt: skip
    status = LevelChanged.status if changed else 422 if form.errors else 200
    return render(request, "class_mode/levels.html", context, status=status)
