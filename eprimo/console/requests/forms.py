"""The answer to a request: a reason of the list, which says yes or no, and a sentence; or more time."""

from typing import Any

from django import forms

from eprimo.foundation.privacy.models import PrivacyRequest, RequestState
from eprimo.foundation.privacy.requests.actions import LONGEST_WORDS
from eprimo.foundation.privacy.requests.wording import NO, REASONS, YES


class AnswerForm(forms.Form):
    code = forms.ChoiceField(label="Réponse et motif", widget=forms.RadioSelect)
    answer = forms.CharField(
        label="Votre phrase à la personne", max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Elle la lit telle quelle, sous le motif. Pas de nom d’un tiers.",
    )  # fmt: skip

    def __init__(self, *args: Any, request: PrivacyRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What was accepted may only be refused, as long as it is not done.
        yes = YES[request.kind] if request.state == RequestState.ASKED else ()
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            *((code, f"Oui. {REASONS[code]}") for code in yes),
            *((code, f"Non. {REASONS[code]}") for code in NO[request.kind]),
        ]
        self._yes = frozenset(yes)

    @property
    def accepts(self) -> bool:
        return self.cleaned_data["code"] in self._yes


class ExtendForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi il faut plus de temps", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="La personne le lit. Le délai ne se prolonge qu’une fois, de deux mois.",
    )  # fmt: skip
