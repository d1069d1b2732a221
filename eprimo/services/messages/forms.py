"""A few words on a matter."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eprimo.foundation.conversations.enums import Matter
from eprimo.foundation.conversations.models import MAX_BODY
from eprimo.foundation.directory.models import Person


class WordsForm(forms.Form):
    """`key` is made with the form: sent twice at once, or again on a slow line, its words are one message."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    body = forms.CharField(
        label=_("Votre message"),
        help_text=_("2\u00a0000 lettres au plus."),
        max_length=MAX_BODY,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Écrivez quelques mots."),
            "max_length": _("Votre message a %(show_value)d lettres\u00a0: %(limit_value)d au plus."),
        },
    )


class FirstForm(WordsForm):
    """The form that begins a conversation: what it is about, then the words."""

    matter = forms.ChoiceField(
        label=_("À quel sujet\u00a0?"),
        choices=Matter.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites à quel sujet.")},
    )


class ToSchoolForm(FirstForm):
    """A guardian writes to who answers for the child, or to one of them alone. Without a choice nothing is asked."""

    only = forms.ChoiceField(label=_("Qui le lira"), required=False, widget=forms.RadioSelect)

    def __init__(
        self, alone: Iterable[Person], data: Any = None, typed: Mapping[str, str] | None = None
    ) -> None:
        """`typed`: what was written before it was known whom it is about, shown again."""
        self.alone = {str(one.public_id): one for one in alone}
        super().__init__(data, initial={"only": "", **(typed or {})})
        names = ", ".join(one.formal_name for one in self.alone.values())
        all_ = (
            "",
            gettext("Les enseignants de la classe (%(names)s), et qui les remplace") % {"names": names},
        )
        one_by_one = [
            (key, gettext("Seulement %(name)s") % {"name": one.formal_name})
            for key, one in self.alone.items()
        ]
        self.fields["only"].choices = [all_, *one_by_one]  # type: ignore[attr-defined]
        if not self.alone:
            del self.fields["only"]

    @property
    def chosen(self) -> Person | None:
        return self.alone.get(self.cleaned_data.get("only", ""))


class ToFamilyForm(FirstForm):
    """The school writes once, to each guardian who is ticked; all are at first."""

    guardians = forms.MultipleChoiceField(
        label=_("Qui le lira, chacun de son côté"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez à qui vous écrivez.")},
    )

    def __init__(self, people: Iterable[Person], data: Any = None) -> None:
        self.people = {str(one.public_id): one for one in people}
        super().__init__(data, initial={"guardians": list(self.people)})
        self.fields["guardians"].choices = [(key, one.full_name) for key, one in self.people.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[Person]:
        return [self.people[key] for key in self.cleaned_data["guardians"]]
