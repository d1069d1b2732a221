"""What is written of prices and orders."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from eprimo.steering.prices.actions import Awardee
from eprimo.steering.prices.enums import Bands, Begins, Part, Rounding, Unit
from eprimo.steering.prices.models import VAT_RATES, PriceLine, PriceTerms
from eprimo.steering.prices.terms import Terms
from eprimo.ui.widgets import DateInput

_RATES = [
    (str(rate), f"{rate.normalize():f}".replace(".", ",") + "\N{NO-BREAK SPACE}%") for rate in VAT_RATES
]
_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f€"))


class EurosField(forms.CharField):
    """« 1 234,50 », as people write it; a Decimal, or a sentence."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "size": 8}))
        super().__init__(max_length=24, **options)

    def prepare_value(self, value: Any) -> Any:
        return str(value).replace(".", ",") if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return Decimal(text.translate(_SPACES).replace(",", "."))
        except InvalidOperation as error:
            words = f"«\N{NO-BREAK SPACE}{text[:20]}\N{NO-BREAK SPACE}» n’est pas un prix."
            raise forms.ValidationError(words) from error

    def run_validators(self, value: Any) -> None:
        """Those of a text mean nothing to a number: the action says what a price may be."""


class PriceForm(forms.Form):
    code = forms.CharField(
        label="Code",
        max_length=12,
        help_text="Celui du bordereau\N{NO-BREAK SPACE}: «\N{NO-BREAK SPACE}C1\N{NO-BREAK SPACE}».",
    )
    designation = forms.CharField(label="Désignation", max_length=200)
    unit = forms.ChoiceField(label="Compté par", choices=Unit.choices)
    from_accounts = forms.IntegerField(
        label="Écoles à partir de", min_value=0, max_value=9999, initial=0, required=False,
        help_text="En comptes. Pour un prix par école seulement.",
    )  # fmt: skip
    below_accounts = forms.IntegerField(
        label="Et moins de", min_value=1, max_value=9999, required=False,
        help_text="Vide\N{NO-BREAK SPACE}: toutes les tailles au-dessus.",
    )  # fmt: skip
    is_option = forms.BooleanField(
        label="En option", required=False, help_text="Chaque membre la commande, ou non."
    )
    once = forms.BooleanField(
        label="Mise en service",
        required=False,
        help_text="Due la première année seulement\N{NO-BREAK SPACE}; sinon chaque année.",
    )
    indicative_ht = EurosField(label="Prix indicatif, hors taxes", help_text="En euros, avant le contrat.")
    vat_rate = forms.TypedChoiceField(label="TVA", choices=_RATES, coerce=Decimal)
    order = forms.IntegerField(label="Rang dans le bordereau", min_value=0, max_value=999, initial=0)

    def said(self) -> PriceLine:
        data = self.cleaned_data
        return PriceLine(**data | {"unit": Unit(data["unit"]), "from_accounts": data["from_accounts"] or 0})


def initial_of(line: PriceLine) -> dict[str, Any]:
    """A line as its form shows it."""
    return {name: getattr(line, name) for name in PriceForm.base_fields} | {"vat_rate": str(line.vat_rate)}


class NoteForm(forms.Form):
    note = forms.CharField(
        label="D’où viennent ces prix", max_length=200, required=False, help_text="Lu avec le bordereau."
    )


class MaximumForm(forms.Form):
    """One of the two; the action says so."""

    most_ht = EurosField(
        label="En valeur, hors taxes",
        required=False,
        help_text="Tous les bons de tous les membres, sur 48 mois.",
    )
    most_accounts = forms.IntegerField(
        label="Ou en quantité", required=False, min_value=1, max_value=2_000_000_000,
        help_text="En comptes par an\N{NO-BREAK SPACE}: un compte commandé pour 24 mois compte deux fois.",
    )  # fmt: skip


class TermsForm(forms.Form):
    """How the contract counts within a year."""

    begins = forms.ChoiceField(label="Un prix annuel est dû à partir de", choices=Begins.choices)
    part = forms.ChoiceField(label="Une année commencée se compte", choices=Part.choices)
    bands = forms.ChoiceField(
        label="Une école change de taille par des comptes ajoutés", choices=Bands.choices,
        help_text="Pour des prix par école, selon sa taille.",
    )  # fmt: skip
    rounding = forms.ChoiceField(label="Chaque ligne s’arrondit", choices=Rounding.choices)
    minimum_ht = EurosField(
        label="Minimum d’un bon par année, hors taxes", required=False,
        help_text="Vide\N{NO-BREAK SPACE}: le contrat n’en a pas.",
    )  # fmt: skip

    def said(self) -> Terms:
        return Terms(**{name: self.cleaned_data[name] for name in TermsForm.base_fields})


class AmendmentForm(TermsForm):
    effective_on = forms.DateField(
        label="Pour les bons envoyés à partir du", widget=DateInput,
        help_text="Demain au plus tôt\N{NO-BREAK SPACE}: ce qui est envoyé reste compté comme il l’a été.",
    )  # fmt: skip
    reference = forms.CharField(
        label="Par quel avenant", max_length=80, help_text="Son numéro et sa date, sans nom de personne."
    )


def terms_initial(market_terms: list[PriceTerms]) -> dict[str, Any]:
    """The last version, or what most contracts say."""
    if market_terms:
        return {name: getattr(market_terms[-1], name) for name in TermsForm.base_fields}
    return {"begins": Begins.ORDER, "part": Part.DAY, "bands": Bands.AT_ONCE, "rounding": Rounding.NEAREST}


class AwardeeForm(forms.Form):
    """Who the market was awarded to."""

    contractor = forms.CharField(label="Nom du titulaire", max_length=160)
    contractor_siret = forms.CharField(
        label="SIRET du titulaire", max_length=24, help_text="Quatorze chiffres."
    )

    def to(self) -> Awardee:
        return Awardee(self.cleaned_data["contractor"], self.cleaned_data["contractor_siret"])


class AwardForm(AwardeeForm):
    """The price of each line, as the contract says it, and with whom it is signed."""

    def prices(self) -> dict[str, Decimal]:
        return {code: self.cleaned_data[code] for code in self._codes}

    def __init__(self, *args: Any, lines: list[PriceLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._codes = [line.code for line in lines]
        for line in lines:
            self.fields[line.code] = EurosField(
                label=f"{line.code}\N{NO-BREAK SPACE}: {line.designation}",
                help_text=f"{line.get_unit_display()}, hors taxes.",
            )


class CoverageForm(forms.Form):
    public_pupils = forms.IntegerField(
        label="Élèves", min_value=1, help_text="De toutes les écoles publiques de l’académie."
    )
    counted_on = forms.DateField(label="Comptés le", widget=DateInput)
    source = forms.CharField(label="Source", max_length=160, help_text="Le constat de rentrée, par exemple.")
