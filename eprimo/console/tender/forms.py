"""What is written of the consultation."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.errors import DomainError
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.prices.models import PriceLine
from eprimo.steering.tender.actions.publication import Declared
from eprimo.steering.tender.enums import (
    PROOFS,
    Bidding,
    DocumentKind,
    Green,
    Method,
    PriceType,
    SeatKind,
    Sending,
    Social,
    TaskKind,
)
from eprimo.steering.tender.models import Consultation, Criterion, Mark
from eprimo.ui.plurals import plural
from eprimo.ui.widgets import DateInput, TimeInput

_PDF = {"accept": ".pdf,application/pdf"}
_SHEETS = {"accept": ".pdf,.xlsx,.ods"}


class Number(forms.DecimalField):
    """As people write them: « 1 300,50 », whatever the space."""

    default_error_messages: ClassVar = {"invalid": "Écrivez un nombre."}

    def to_python(self, value: Any) -> Any:
        return super().to_python("".join(value.split()) if isinstance(value, str) else value)


def given_file(form: forms.Form, name: str) -> GivenFile | None:
    given = form.cleaned_data.get(name)
    return GivenFile(given.name or "", given.read()) if given else None


class ConsultationForm(forms.Form):
    subject = forms.CharField(
        label="Objet du marché", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Celui de l’avis de publication.",
    )  # fmt: skip
    until_day = forms.DateField(label="Les offres sont reçues jusqu’au", widget=DateInput, required=False)
    until_time = forms.TimeField(
        label="À", widget=TimeInput, required=False, help_text="Une offre déposée après n’est pas ouverte."
    )

    bidding = forms.ChoiceField(
        label="Délai pour répondre", choices=Bidding.choices,
        help_text="Compté du jour où l’avis est envoyé\N{NO-BREAK SPACE}: c’est celui de la mission «\N{NO-BREAK SPACE}"
        "Publier le marché\N{NO-BREAK SPACE}» (articles R2161-2 et R2161-3 du code de la commande publique).",
    )  # fmt: skip

    def __init__(self, *args: Any, consultation: Consultation | None, zone: str, **kwargs: Any) -> None:
        self._zone = ZoneInfo(zone)
        known = consultation or Consultation()
        until = known.offers_until.astimezone(self._zone) if known.offers_until else None
        kwargs["initial"] = {
            "subject": known.subject, "until_day": until.date() if until else None,
            "until_time": f"{until:%H:%M}" if until else "12:00", "bidding": known.bidding,
        }  # fmt: skip
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("until_day") and not data.get("until_time"):
            self.add_error("until_time", "Donnez aussi l’heure limite.")
        return data

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        day, time = data["until_day"], data["until_time"]
        until = datetime.combine(day, time, self._zone) if day and time else None
        return {"subject": data["subject"], "offers_until": until, "bidding": Bidding(data["bidding"])}


class PieceForm(forms.Form):
    file = forms.FileField(label="Le fichier")

    def __init__(self, *args: Any, kind: DocumentKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheet = kind == DocumentKind.BPU
        field = self.fields["file"]
        field.widget = forms.ClearableFileInput(attrs=_SHEETS if sheet else _PDF)
        field.help_text = "PDF, XLSX ou ODS, 20 Mo au plus." if sheet else "PDF, 20 Mo au plus."


class TaskForm(forms.Form):
    done_on = forms.DateField(label="Faite le", widget=DateInput)
    file = forms.FileField(label="", widget=forms.ClearableFileInput(attrs=_PDF), required=False)

    def __init__(self, *args: Any, kind: TaskKind, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Corrected, it keeps the proof that is there.
        self.fields["file"].required = not again
        if kind not in PROOFS:
            del self.fields["file"]
            return
        self.fields["file"].label = PROOFS[kind].label
        self.fields["file"].help_text = (
            "PDF. Sans fichier, celui qui est gardé reste."
            if again
            else "PDF. Sans lui, cette mission n’est pas faite."
        )

    def said(self) -> dict[str, Any]:
        return {"done_on": self.cleaned_data["done_on"], "file": given_file(self, "file")}


MOST_CRITERIA = 12


class SeatForm(forms.Form):
    person = forms.ModelChoiceField(
        label="Personne", queryset=Person.objects.none(), to_field_name="public_id", empty_label="Choisir…",
        help_text="Qui a un mandat de la commission et n’y siège pas encore.",
    )  # fmt: skip
    kind = forms.ChoiceField(label="Siège", choices=SeatKind.choices, widget=forms.RadioSelect)
    body = forms.CharField(label="Organisme", max_length=160, help_text="La collectivité qu’elle représente.")
    starts = forms.DateField(label="À partir du", widget=DateInput)

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"kind": SeatKind(self.cleaned_data["kind"])}


class DeclarationForm(forms.Form):
    has_interest = forms.ChoiceField(
        label="Votre déclaration", widget=forms.RadioSelect,
        choices=[("no", "Je signe cette déclaration"), ("yes", "J’ai un intérêt ou un lien")],
    )  # fmt: skip
    words = forms.CharField(
        label="Lequel", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Les offres vous resteront fermées pour toute cette consultation.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("has_interest") == "yes" and not data.get("words", "").strip():
            self.add_error("words", "Dites lequel en quelques mots.")
        return data

    def interest(self) -> str:
        return str(self.cleaned_data["words"]) if self.cleaned_data["has_interest"] == "yes" else ""


class CriteriaForm(forms.Form):
    """A name and a weight a line; empty lines are left out."""

    def __init__(self, *args: Any, known: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = min(MOST_CRITERIA, max(4, len(known) + 2))
        for number in range(1, lines + 1):
            one = known[number - 1] if number <= len(known) else None
            self.fields[f"name_{number}"] = forms.CharField(
                label=f"Critère {number}", max_length=160, required=False, initial=one.name if one else ""
            )
            self.fields[f"weight_{number}"] = Number(
                label=f"Poids {number}", max_digits=5, decimal_places=2, required=False, localize=True,
                initial=one.weight.normalize() if one else None,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 6}),
            )  # fmt: skip
        self.lines = lines

    def said(self) -> list[Criterion]:
        found = []
        for number in range(1, self.lines + 1):
            name, weight = self.cleaned_data.get(f"name_{number}"), self.cleaned_data.get(f"weight_{number}")
            if name or weight is not None:
                found.append(
                    Criterion(
                        name=" ".join((name or f"Critère {number}").split()), weight=weight or Decimal(0)
                    )
                )
        return found


class MethodForm(forms.Form):
    method = forms.ChoiceField(label="Note du prix", choices=Method.choices, widget=forms.RadioSelect)


class DepositForm(forms.Form):
    bidder = forms.CharField(label="Candidat", max_length=160)
    siret = forms.CharField(label="SIRET", max_length=24, help_text="Quatorze chiffres.")
    day = forms.DateField(label="Déposée le", widget=DateInput)
    time = forms.TimeField(label="À", widget=TimeInput, help_text="L’heure du récépissé.")

    def said(self, zone: str) -> dict[str, Any]:
        data = self.cleaned_data
        at = datetime.combine(data["day"], data["time"], ZoneInfo(zone))
        return {"bidder": data["bidder"], "siret": data["siret"], "deposited_at": at}


class PricesForm(forms.Form):
    """The price of each line of the BPU, before VAT."""

    def __init__(self, *args: Any, lines: list[PriceLine], known: dict[str, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._codes = {f"p_{line.code}": line.code for line in lines}
        for line in lines:
            self.fields[f"p_{line.code}"] = Number(
                label=f"{line.code}, {line.designation}", max_digits=12, decimal_places=4, localize=True,
                initial=known.get(line.code), help_text=f"Par {line.get_unit_display().lower()}, en euros HT.",
                widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 10}),
            )  # fmt: skip

    def prices(self) -> dict[str, Decimal]:
        return {code: self.cleaned_data[name] for name, code in self._codes.items()}

    def at_line(self, error: DomainError) -> DomainError:
        """The same refusal, at the field of its line."""
        error.field = f"p_{error.field}"
        return error


class MarksForm(forms.Form):
    """A mark and its comment for each criterion."""

    def __init__(self, *args: Any, criteria: list[Criterion], known: dict[int, Mark], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._criteria = criteria
        for one in criteria:
            mark = known.get(one.pk)
            self.fields[f"v_{one.pk}"] = forms.TypedChoiceField(
                label=f"{one.name} ({one.weight.normalize():f} {plural(float(one.weight), 'point')})".replace(".", ","),
                coerce=int, choices=_MARKS,
                initial=mark.value if mark else None,
            )  # fmt: skip
            self.fields[f"c_{one.pk}"] = forms.CharField(
                label="Pourquoi", max_length=1000, initial=mark.comment if mark else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    def marks(self) -> dict[int, tuple[int, str]]:
        said = self.cleaned_data
        return {one.pk: (said[f"v_{one.pk}"], said[f"c_{one.pk}"]) for one in self._criteria}


_MARKS = [
    ("", "Choisir…"), (0, "0, absent"), (1, "1, insuffisant"), (2, "2, passable"), (3, "3, bon"), (4, "4, très bon"),
]  # fmt: skip


class IrregularForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi elle est irrégulière", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Laissez vide pour la rendre au classement.",
    )  # fmt: skip


class QuestionForm(forms.Form):
    asked = forms.CharField(
        label="Ce qui a été demandé au candidat", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    asked_on = forms.DateField(label="Demandé le", widget=DateInput)
    answer = forms.CharField(
        label="Sa réponse", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    answered_on = forms.DateField(label="Répondu le", required=False, widget=DateInput)


class RejectionsForm(forms.Form):
    sent_on = forms.DateField(label="La dernière lettre est partie le", widget=DateInput)
    by = forms.ChoiceField(
        label="Comment", choices=Sending.choices,
        help_text="Le marché se signe onze jours après, seize si une lettre est partie autrement (article R2182-1).",
    )  # fmt: skip

    def said(self) -> dict[str, Any]:
        return {"sent_on": self.cleaned_data["sent_on"], "by": Sending(self.cleaned_data["by"])}


class DeclaredForm(forms.Form):
    """What the public data say beside what is known."""

    reference = forms.RegexField(
        r"^[0-9A-Za-z-]{1,16}$",
        label="Numéro du marché",
        help_text="Seize lettres, chiffres et tirets au plus.",
    )
    cpv = forms.RegexField(r"^[0-9]{8}(-[0-9])?$", label="Code CPV", help_text="Huit chiffres, et la clé.")
    price_type = forms.ChoiceField(label="Prix", choices=PriceType.choices)
    social = forms.ChoiceField(label="Considération sociale", choices=Social.choices)
    green = forms.ChoiceField(label="Considération environnementale", choices=Green.choices)
    advance = Number(
        label="Taux de l’avance", min_value=0, max_value=1, decimal_places=2, localize=True,
        help_text="Entre 0 et 1\N{NO-BREAK SPACE}; 0 sans avance.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    is_innovative = forms.BooleanField(label="Marché innovant", required=False)
    has_subcontractor = forms.BooleanField(label="Sous-traitance déclarée", required=False)
    data_published_on = forms.DateField(
        label="Données publiées le", widget=DateInput, required=False,
        help_text="Le jour où elles ont paru pour la première fois, pas celui de l’avis. Vide\N{NO-BREAK SPACE}: le "
        "jour du premier fichier.",
    )  # fmt: skip

    def __init__(self, *args: Any, consultation: Consultation | None, **kwargs: Any) -> None:
        known = consultation or Consultation()
        kwargs["initial"] = {name: getattr(known, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def said(self) -> Declared:
        data = self.cleaned_data
        return Declared(
            **data | {
                "price_type": PriceType(data["price_type"]), "social": Social(data["social"]),
                "green": Green(data["green"]),
            }
        )  # fmt: skip


class NoticesForm(forms.Form):
    """Where the notices of the consultation stand."""

    boamp_number = forms.CharField(
        label="Numéro de l’avis au BOAMP",
        max_length=20,
        required=False,
        help_text="Deux chiffres de l’année, un tiret, puis son numéro.",
    )
    boamp_link = forms.CharField(
        label="Adresse de l’avis au BOAMP", max_length=300, required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://www.boamp.fr/…"}),
    )  # fmt: skip
    place_number = forms.CharField(
        label="Référence de la consultation sur PLACE", max_length=40, required=False
    )
    place_link = forms.CharField(
        label="Adresse de la consultation sur PLACE", max_length=300, required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://www.marches-publics.gouv.fr/…"}),
    )  # fmt: skip

    def said(self) -> Consultation:
        return Consultation(**self.cleaned_data)


class ModificationForm(forms.Form):
    subject = forms.CharField(label="Ce qui change", max_length=300)
    notified_on = forms.DateField(label="Notifiée le", widget=DateInput)
    months = forms.IntegerField(
        label="Nouvelle durée, en mois",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    amount = Number(
        label="Nouveau montant, en euros HT", max_digits=12, decimal_places=2, required=False, localize=True,
        help_text="De tout le marché, modification comprise. Vide : elle ne le change pas.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
