"""A note as its author writes it."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from eprimo.foundation.content import richtext
from eprimo.foundation.directory.models import ClassGroup, Group, Person
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.text import fold
from eprimo.services.liaison.actions.drafts import MAX_TITLE, Draft
from eprimo.services.liaison.audience import Audience, children_for, classes_for, groups_for, services_for
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.forms.questions import count_in, initial_of, question_fields, typed_in
from eprimo.services.liaison.models import Note
from eprimo.ui.widgets import DateInput

# Up to there all children are listed; beyond, those who are ticked or found by name.
LISTED_CHILDREN = 60
FOUND_CHILDREN = 40
# Buttons of the form that leave a note unfinished: keep it for later, look for a child.
UNFINISHED = {"keep", "find"}


class _Named(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # not generic when it runs
    """Boxes to tick: people by first and last name, classes and groups by label."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return obj.full_name if isinstance(obj, Person) else str(obj)


class TextField(forms.CharField):
    """A light markup; its value is a document."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        try:
            return richtext.parse(super().clean(value))
        except DomainError as error:
            raise forms.ValidationError(error.sentence) from error


class NoteForm(forms.Form):
    """A note as its author writes it. Kept for later, it may miss anything."""

    kind = forms.ChoiceField(
        label=_("Que doivent faire les familles ?"), choices=NoteKind.choices, widget=forms.RadioSelect
    )
    whole_school = forms.BooleanField(label=_("Toutes les classes de l’école"), required=False)
    classes = _Named(ClassGroup.objects.none(), label=_("Classes"), required=False, to_field_name="public_id")
    groups = _Named(Group.objects.none(), label=_("Groupes"), required=False, to_field_name="public_id")
    children = _Named(Person.objects.none(), label=_("Enfants"), required=False, to_field_name="public_id")
    title = forms.CharField(label=_("Titre"), max_length=MAX_TITLE, required=False)
    text = TextField(label=_("Texte"), required=False, max_length=richtext.MAX_LENGTH)
    answer_by = forms.DateField(
        label=_("À rendre avant le"), required=False, widget=DateInput(),
        help_text=_("Pour un mot à signer ou à répondre."),
    )  # fmt: skip
    both_guardians = forms.BooleanField(
        label=_("Attendre les deux responsables"), required=False,
        help_text=_("Sans cela, un seul suffit. Un refus compte tout de suite."),
    )  # fmt: skip
    to_pupils = forms.BooleanField(
        label=_("Les élèves le lisent aussi"), required=False, help_text=_("Pour les classes et les groupes.")
    )
    search = forms.CharField(label=_("Chercher un enfant"), required=False, max_length=60)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        for name in ("title", "text"):
            self.fields[name].required = self.data.get("do") not in UNFINISHED
        self.question_count = count_in(self.data if self.is_bound else self.initial)
        self.fields.update(question_fields(self.question_count))
        self._own_fields()
        self._choose("classes", classes_for(actor))
        self._choose("groups", groups_for(actor))
        self._children()

    def unchecked(self) -> "NoteForm":
        """The same boxes and words, without a word on what misses: typed so far, as a start."""
        data = cast("QueryDict", self.data)
        typed: dict[str, Any] = {
            name: data.getlist(name) if isinstance(field, forms.ModelMultipleChoiceField) else data.get(name)
            for name, field in self.fields.items()
        }
        return NoteForm(self.actor, initial=typed | {"search": data.get("search", "")})

    def _own_fields(self) -> None:
        """An agent writes information to children of the service; only a head writes to the whole school."""
        if self.actor.role == Role.COMMUNE_AGENT:
            asking = [name for name in self.fields if name.startswith(("question", "choices_"))]
            for name in ("answer_by", "both_guardians", "to_pupils", *asking):
                del self.fields[name]
            self.fields["kind"].choices = [(NoteKind.INFORMATION.value, NoteKind.INFORMATION.label)]  # type: ignore[attr-defined]
            self.fields["service"] = forms.ModelChoiceField(
                services_for(self.actor), label=_("Service"), to_field_name="public_id", empty_label=None
            )
        if not self.actor.heads:
            del self.fields["whole_school"]
        if self.actor.role == Role.STAFF:
            del self.fields["to_pupils"]

    def _choose(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]
        if not rows:
            del self.fields[name]

    def _children(self) -> None:
        """The boxes shown: all when they are few, else those ticked and those whose name is searched."""
        allowed = children_for(self.actor)
        field = self.fields["children"]
        field.queryset = allowed  # type: ignore[attr-defined]
        few = list(allowed[: LISTED_CHILDREN + 1])
        self.lists_all_children = len(few) <= LISTED_CHILDREN
        if self.lists_all_children:
            field.choices = [(row.public_id, row.full_name) for row in few]  # type: ignore[attr-defined]
            del self.fields["search"]
            return
        ticked = [str(value) for value in self._ticked()]
        kept = list(allowed.filter(public_id__in=[value for value in ticked if _is_uuid(value)]))
        wanted = fold(str(self.data.get("search", self.initial.get("search", ""))))
        found = list(allowed.filter(sort_key__contains=wanted)[:FOUND_CHILDREN]) if len(wanted) > 1 else []
        shown = {row.public_id: row.full_name for row in (*kept, *found)}
        field.choices = list(shown.items())  # type: ignore[attr-defined]
        self.shows_children = bool(shown)

    def _ticked(self) -> list[Any]:
        if self.is_bound:
            return cast("QueryDict", self.data).getlist("children")
        return list(self.initial.get("children", []))

    def draft(self) -> Draft:
        """What was typed, for the action. Call it on a valid form."""
        data = self.cleaned_data
        classes = list(data.get("classes") or [])
        if data.get("whole_school"):
            classes = list(classes_for(self.actor))
        kind = NoteKind(data["kind"])
        return Draft(
            title=data["title"],
            body=data["text"],
            to=Audience(
                classes=tuple(classes),
                groups=tuple(data.get("groups") or ()),
                children=tuple(data.get("children") or ()),
                service=data.get("service"),
            ),
            kind=kind,
            questions=typed_in(data) if kind == NoteKind.TO_ANSWER else (),
            answer_by=data.get("answer_by"),
            both_guardians=bool(data.get("both_guardians")),
            to_pupils=bool(data.get("to_pupils")),
        )

    @staticmethod
    def initial_of(note: Note, to: Audience) -> dict[str, Any]:
        """The fields of a draft that is opened again."""
        return {
            "kind": note.kind,
            "classes": [row.public_id for row in to.classes],
            "groups": [row.public_id for row in to.groups],
            "children": [row.public_id for row in to.children],
            "service": to.service.public_id if to.service else None,
            "title": note.resource.title,
            "text": richtext.to_markup(note.resource.draft) if note.resource.draft else "",
            "answer_by": note.answer_by,
            "both_guardians": note.both_guardians,
            "to_pupils": note.to_pupils,
        } | initial_of(note.asked)


def _is_uuid(value: str) -> bool:
    try:
        forms.UUIDField().clean(value)
    except forms.ValidationError:
        return False
    return True


class CorrectionForm(forms.Form):
    title = forms.CharField(label=_("Titre"), max_length=MAX_TITLE)
    text = TextField(label=_("Texte"), max_length=richtext.MAX_LENGTH)
