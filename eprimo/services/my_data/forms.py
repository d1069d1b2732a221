"""What is typed to ask something of the school, or to answer a guardian who does."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eprimo.foundation.privacy.models import RequestKind
from eprimo.foundation.privacy.requests.actions import LONGEST_WORDS
from eprimo.foundation.privacy.requests.wording import CORRECTED, CORRECTED_CHILD

YES, NO = "oui", "non"


class AskForm(forms.Form):
    """One's own words; and what is to be corrected, when it is a correction."""

    what = forms.ChoiceField(label=gettext_lazy("Ce qui est à corriger"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("Avec vos mots"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )

    def __init__(self, *args: Any, kind: RequestKind, child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = self.fields["words"]
        if kind != RequestKind.RECTIFY:
            del self.fields["what"]
            words.help_text = _("Seule la personne qui décide les lit. Vous n’avez pas à vous justifier.")
            return
        choices = CORRECTED_CHILD if child else CORRECTED
        self.fields["what"].choices = [(key, _(label)) for key, label in choices.items()]  # type: ignore[attr-defined]
        words.required = True
        words.label = (
            _("Qu’est-ce qui ne va pas\u00a0?") if child else _("Ce qui est écrit, et ce qui est juste")
        )
        if child:
            self.fields["what"].label = _("Où est l’erreur\u00a0?")


class SpeakForm(forms.Form):
    """What the other guardian says of it."""

    agrees = forms.ChoiceField(
        label=gettext_lazy("Votre avis"),
        choices=[(YES, gettext_lazy("Je suis d’accord")), (NO, gettext_lazy("Je ne suis pas d’accord"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("Avec vos mots"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=gettext_lazy("Seule la personne qui décide les lit."),
    )
