"""Forms about a note that was sent: families' answers and messages, slips that came back, who follows it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from eprimo.foundation.content.phrasebook.translation import with_translation
from eprimo.foundation.conversations.models import MAX_BODY
from eprimo.foundation.directory.models import Person
from eprimo.services.liaison.actions.families import MAX_COMMENT
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note, Owed
from eprimo.services.liaison.papers import slip_questions


class AnswerForm(forms.Form):
    """The answers of a guardian: one choice a question, `answer_1` and on, and a free word."""

    comment = forms.CharField(
        label=_("Un mot pour l’école"), required=False, max_length=MAX_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, note: Note, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        comment = self.fields.pop("comment")
        self.fields.update(answer_fields(note))
        self.asked = list(self.fields)
        for field, question in zip(self.fields.values(), note.asked, strict=False):
            if question.of_adult:
                field.help_text = _("Vous répondez pour vous-même : « non » convient aussi.")
        self.fields["comment"] = comment

    @property
    def questions(self) -> list[BoundField]:
        return [self[name] for name in self.asked]

    def answers(self) -> list[str]:
        """Return what was chosen, one a question. Call it on a valid form."""
        return [self.cleaned_data[name] for name in self.asked]

    @staticmethod
    def initial_of(owed: Owed | None) -> dict[str, str]:
        if owed is None:
            return {}
        given = {f"answer_{number}": answer for number, answer in enumerate(owed.answers, 1)}
        return given | {"comment": owed.comment}


def answer_fields(note: Note) -> dict[str, forms.Field]:
    """Return a choice for each question of a note."""
    return {
        f"answer_{number}": forms.ChoiceField(
            label=with_translation(question.text) if question.text else _("Votre réponse"),
            choices=[(choice, with_translation(choice)) for choice in question.choices],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choisissez une réponse.")},
        )
        for number, question in enumerate(note.asked, 1)
    }


class PaperForm(forms.Form):
    """A slip that came back: who filled it in, and what it says: `choice` for a signature or a reading, `answer_1` and
    on for answers; an authorisation and the first question have a tick."""

    guardian = forms.ChoiceField(label=_("Qui a rempli le coupon\u00a0?"), widget=forms.RadioSelect)

    def __init__(self, note: Note, guardians: list[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guardian"].choices = [(str(one.public_id), one.full_name) for one in guardians]  # type: ignore[attr-defined]
        asked = answer_fields(note) if note.kind == NoteKind.TO_ANSWER else {}
        for field, ask in zip(asked.values(), slip_questions(note), strict=False):
            field.required = not ask.may_miss
        signs = note.kind == NoteKind.TO_SIGN
        signed = [("signed", _("Signé")), ("refused", _("Refusé"))] if signs else [("read", _("Lu"))]
        said = forms.ChoiceField(
            label=_("Que dit le coupon\u00a0?"), choices=signed, widget=forms.RadioSelect
        )
        if len(guardians) == 1:
            self.fields["guardian"].initial = str(guardians[0].public_id)
        self.asked = list(asked)
        self.said = self.asked or ["choice"]
        self.fields.update(asked or {"choice": said})

    @property
    def questions(self) -> list[BoundField]:
        return [self[name] for name in self.said]

    def answers(self) -> list[str]:
        """Return what was ticked, one a question. Call it on a valid form."""
        return [self.cleaned_data[name] for name in self.asked]

    @property
    def refused(self) -> bool:
        return self.cleaned_data.get("choice") == "refused"


class FollowerForm(forms.Form):
    """A person of the school who follows a note."""

    person = forms.ChoiceField(label=_("Qui suit ce mot avec vous\u00a0?"))

    def __init__(self, people: list[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(str(one.public_id), one.full_name) for one in people]  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    """A message to the school, or to a family. `key` is made with the form: sent twice at once, or again on a slow
    line, its words are one message."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    body = forms.CharField(
        label=_("Votre message"),
        help_text=_("2\u00a0000 lettres au plus."),
        max_length=MAX_BODY,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Écrivez quelques mots."),
            "max_length": _("Votre message a %(show_value)d lettres\u00a0: %(limit_value)d au plus."),
        },
    )
