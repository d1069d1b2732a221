"""What people type at the door and in their account."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eprimo.foundation.accounts.enums import Animations, Font, Language, Reading, TextSize, Theme
from eprimo.foundation.accounts.hashers import LONGEST_SECRET, cleaned
from eprimo.foundation.accounts.passwords import CODE_GROUPS, normalise_code
from eprimo.foundation.kernel.errors import DomainError, TooManyTries
from eprimo.ui import pictures
from eprimo.ui.widgets import CodeInput, DateInput


class SecretField(forms.CharField):
    """A password or three words: at most 128 characters, one Unicode form, spaces kept. Never sent back."""

    def __init__(
        self, *, autocomplete: str = "current-password", shown: bool = False, **options: Any
    ) -> None:
        attrs = {"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}
        options.setdefault("widget", (forms.TextInput if shown else forms.PasswordInput)(attrs=attrs))
        super().__init__(max_length=LONGEST_SECRET, strip=False, **options)

    def clean(self, value: Any) -> str:
        """Return the secret in NFC. Raises ValidationError: empty, too long, or with a NUL."""
        return cleaned(super().clean(value))


class SignInForm(forms.Form):
    login = forms.CharField(
        label=_("Identifiant"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    secret = SecretField(label=_("Mot de passe"))
    shared = forms.BooleanField(
        label=_("Cet appareil sert à plusieurs personnes"), required=False,
        help_text=_("Vous en sortez en fermant le navigateur, et ce soir au plus tard."),
    )  # fmt: skip

    @staticmethod
    def told(error: DomainError) -> DomainError:
        """Return what the door says of a refusal."""
        return error


_ASK = _("Demande à ta maîtresse ou à ton maître.")
_TO_PUPIL = {
    "sign-in-refused": _("Regarde bien ta carte\u00a0: ton identifiant, puis tes trois mots. Et recommence."),
    TooManyTries.code: _("Attends un peu, ou demande à ta maîtresse ou à ton maître."),
}


class PupilSignInForm(SignInForm):
    """The door for children: the words are seen while they are typed."""

    secret = SecretField(label=_("Tes trois mots"), autocomplete="off", shown=True)
    # A pupil's session ends with the school day, wherever it is.
    shared = None  # type: ignore[assignment]

    @staticmethod
    def told(error: DomainError) -> DomainError:
        """Return a refusal in the words of a child: what to do, or whom to ask."""
        error.sentence = str(_TO_PUPIL.get(error.code, _ASK))
        return error


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Code de la fiche"), max_length=40, widget=CodeInput())

    def clean_code(self) -> str:
        """Return the code as typed. Raises ValidationError when letters were left out or added: the code is good, no
        need for another."""
        code: str = self.cleaned_data["code"]
        whole, typed = sum(CODE_GROUPS), len(normalise_code(code))
        if typed != whole:
            raise forms.ValidationError(
                gettext(
                    "Un code a %(whole)d lettres et chiffres, vous en avez tapé %(typed)d\u00a0: relisez-le."
                )
                % {"whole": whole, "typed": typed}
            )
        return code


class MailCodeForm(CodeForm):
    code = forms.CharField(label=_("Code reçu par e-mail"), max_length=40, widget=CodeInput())


class OwnTieForm(CodeForm):
    """A tie that is proposed in the own account."""

    code = forms.CharField(label=_("Code de la fiche"), max_length=40, widget=CodeInput())

    def __init__(self, *args: Any, asks_code: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks_code:
            del self.fields["code"]


# More children than most have: one date is enough.
BIRTH_DATES = 4


class BirthDatesForm(forms.Form):
    """Birth dates, asked of everybody alike: whether somebody has children, and where, is not told by a form."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in range(1, BIRTH_DATES + 1):
            first = number == 1
            self.fields["birth_date" if first else f"birth_date_{number}"] = forms.DateField(
                label=_("Date de naissance d’un enfant")
                if first
                else _("Date de naissance d’un autre enfant"),
                widget=DateInput(attrs={"autocomplete": "off"}),
                required=False,
            )

    @property
    def dates(self) -> list[date]:
        """The dates that were typed, each once; once the form is valid."""
        return list(dict.fromkeys(filter(None, self.cleaned_data.values())))

    @property
    def others(self) -> list[forms.BoundField]:
        """Every field but the first."""
        return [field for field in self if field.name != "birth_date"]


class SecretForm(forms.Form):
    secret = SecretField(label=_("Votre mot de passe d’avant"))


class NewPasswordForm(forms.Form):
    password = SecretField(
        label=_("Mot de passe"),
        autocomplete="new-password",
        help_text=_(
            "Au moins 12 caractères. Trois ou quatre mots sans lien entre eux font un bon mot de passe."
        ),
    )
    again = SecretField(label=_("Le même mot de passe, encore une fois"), autocomplete="new-password")

    def clean(self) -> dict[str, Any] | None:
        """Refuse two passwords that are not the same."""
        data = super().clean()
        if data and "again" in data and data.get("password") not in {None, data["again"]}:
            self.add_error("again", _("Les deux mots de passe sont différents."))
        return data


class PasswordChangeForm(NewPasswordForm):
    old = SecretField(label=_("Mot de passe actuel"))
    field_order = ("old", "password", "again")


class RecoverForm(forms.Form):
    login = forms.CharField(
        label=_("Identifiant"),
        max_length=150,
        help_text=_("Il est écrit sur votre fiche, par exemple « samira.martin »."),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class RecoverUseForm(NewPasswordForm, MailCodeForm):
    field_order = ("code", "password", "again")


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=_("Adresse électronique"),
        help_text=_("Vous pouvez vous en passer."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        required=False,
    )
    password = SecretField(label=_("Votre mot de passe"))


class AnimalForm(forms.Form):
    """A touch of a pupil: an animal, or the colour of its ring."""

    animal = forms.ChoiceField(
        choices=list(pictures.ANIMALS.items()), required=False, widget=forms.HiddenInput
    )
    colour = forms.TypedChoiceField(
        choices=list(pictures.COLOURS.items()),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.HiddenInput,
    )

    def clean(self) -> dict[str, Any]:
        """ValidationError: nothing was touched."""
        if not self.errors and not any(self.cleaned_data.values()):
            raise forms.ValidationError(_("Touche un animal ou une couleur."))
        return self.cleaned_data


class ComfortForm(forms.Form):
    """Reading comfort. The little ones' skin has its own letters, and no words to put in another language.

    `languages`: whether the person's pages have some; those of who works in a school are French.
    """

    theme = forms.ChoiceField(
        label=_("Couleurs"), choices=Theme.choices, required=False, widget=forms.RadioSelect
    )
    text_size = forms.ChoiceField(
        label=_("Taille des lettres"), choices=TextSize.choices, widget=forms.RadioSelect
    )
    reading = forms.ChoiceField(label=_("Espacement"), choices=Reading.choices, widget=forms.RadioSelect)
    font = forms.ChoiceField(label=_("Forme des lettres"), choices=Font.choices, widget=forms.RadioSelect)
    animations = forms.ChoiceField(
        label=_("Mouvements"), choices=Animations.choices, required=False, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=_("Langue"), choices=Language.choices, required=False, widget=forms.RadioSelect
    )

    icons: ClassVar[dict[str, dict[str, str]]] = {
        "theme": {
            Theme.DEVICE: "tablet-smartphone", Theme.LIGHT: "sun", Theme.DARK: "moon", Theme.CONTRAST: "contrast"
        },
        "text_size": {TextSize.NORMAL: "case-sensitive", TextSize.LARGE: "case-sensitive"},
        "reading": {Reading.NORMAL: "case-sensitive", Reading.SPACED: "letter-spacing"},
        "animations": {Animations.DEVICE: "play", Animations.OFF: "pause"},
        # Letters and languages show for themselves.
        "font": {},
        "language": {},
    }  # fmt: skip

    def __init__(self, *args: Any, little: bool, languages: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if little:
            del self.fields["font"], self.fields["language"]
        elif not languages:
            self.fields["language"].help_text = _(
                "Pour les pages que lisent les familles. Celles de l’équipe de l’école restent en français."
            )
