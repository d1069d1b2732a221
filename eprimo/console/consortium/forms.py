"""What is written of the group's members."""

from collections.abc import Mapping
from typing import Any

from django import forms

from eprimo.foundation.directory.models import Academy, Commune, Department, Epci
from eprimo.foundation.kernel.text import fold
from eprimo.steering.consortium import convention
from eprimo.steering.consortium.actions.market import MarketDays
from eprimo.steering.consortium.actions.representation import GivenFile
from eprimo.steering.consortium.enums import Contract, FileState, MemberKind, Mode
from eprimo.steering.consortium.kinds import Wording
from eprimo.steering.consortium.models import ManagingBody, Market, Member
from eprimo.steering.consortium.needs import NeedRow
from eprimo.steering.consortium.needs_file import accounts_of
from eprimo.steering.consortium.queries import LATE, MemberFilter
from eprimo.ui.widgets import DateInput

_CHOOSE = ("", "Choisir…")


# How a file stands, for the coordinator. A filed one is at once complete or not.
FILE_STATES = (
    *(one for one in FileState.choices if one[0] != FileState.FILED), (LATE, "Hors délai"),
)  # fmt: skip


class FilterForm(forms.Form):
    q = forms.CharField(label="Nom ou SIRET", max_length=80, required=False)
    departement = forms.ChoiceField(label="Département", required=False)
    nature = forms.ChoiceField(label="Nature", required=False, choices=[("", "Toutes"), *MemberKind.choices])
    dossier = forms.ChoiceField(label="Dossier", required=False, choices=[("", "Tous"), *FILE_STATES])
    par = forms.ChoiceField(label="Représentation", required=False, choices=[("", "Toutes"), *Mode.choices])

    def __init__(self, *args: Any, academy: Academy | None, files: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not files:
            del self.fields["dossier"]
        rows = Department.objects.filter(academy=academy).order_by("code").values_list("code", "name")
        self.fields["departement"].choices = [("", "Tous"), *rows]  # type: ignore[attr-defined]


def filter_of(
    given: Mapping[str, str], academy: Academy | None, *, files: bool
) -> tuple[MemberFilter, FilterForm]:
    """What the address asks; a value that makes no sense is left out. `files`: how they stand may be asked."""
    form = FilterForm(given, academy=academy, files=files)
    form.is_valid()
    data = form.cleaned_data
    asked = MemberFilter(
        data.get("q", ""),
        data.get("departement", ""),
        data.get("nature", ""),
        data.get("par", ""),
        data.get("dossier", ""),
    )
    return asked, form


class MemberForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=[_CHOOSE, *MemberKind.choices])
    name = forms.CharField(label="Nom", max_length=160, help_text="Comme sur la délibération.")
    siret = forms.CharField(label="SIRET", max_length=24, help_text="Quatorze chiffres.")
    department = forms.ModelChoiceField(
        label="Département", queryset=Department.objects.none(), to_field_name="code", empty_label="Choisir…"
    )
    place = forms.CharField(
        label="Commune ou intercommunalité", max_length=160, required=False,
        help_text="Pour une commune ou une intercommunalité\N{NO-BREAK SPACE}: son nom, ou son code INSEE ou SIREN.",
    )  # fmt: skip
    contract = forms.ChoiceField(
        label="Contrat avec l’État", required=False, choices=[("", "Sans objet, ou hors contrat"), *Contract.choices],
        help_text="Pour une école privée. Hors contrat, elle ne peut pas adhérer.",
    )  # fmt: skip
    email = forms.EmailField(
        label="Adresse électronique du service", required=False,
        help_text="Celle de l’organisme, pas celle d’une personne.",
    )  # fmt: skip
    address = forms.CharField(
        label="Adresse postale", max_length=240, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Sous le nom, comme sur l’enveloppe\N{NO-BREAK SPACE}: rue, puis code postal et ville.",
    )  # fmt: skip
    was_user = forms.BooleanField(label="Utilise déjà e‑primo", required=False)

    def __init__(self, *args: Any, academy: Academy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Department.objects.filter(academy=academy).order_by("code")
        self.fields["department"].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The place that was written, among those of the department."""
        data = super().clean() or {}
        kind, text, department = data.get("kind", ""), data.get("place", ""), data.get("department")
        self._commune: Commune | None = None
        self._epci: Epci | None = None
        if not text or department is None:
            return data
        if kind == MemberKind.COMMUNE:
            found = Commune.objects.filter(department=department).select_related("department")
            self._commune = one_of(found, text, "insee")
        elif kind in {MemberKind.COMMUNITY, MemberKind.EPCI}:
            self._epci = one_of(
                Epci.objects.filter(communes__department=department).distinct(), text, "siren"
            )
        else:
            return data
        if self._commune is None and self._epci is None:
            self.add_error(
                "place", "Aucun lieu de ce nom dans ce département\N{NO-BREAK SPACE}: écrivez son code."
            )
        return data

    def said(self) -> Member:
        data = self.cleaned_data
        return Member(
            kind=MemberKind(data["kind"]), name=data["name"], siret=data["siret"], department=data["department"],
            commune=self._commune, epci=self._epci, email=data["email"], was_user=data["was_user"],
            address="\n".join(line.strip() for line in data["address"].splitlines() if line.strip()),
            contract=data["contract"],
        )  # fmt: skip


def one_of(rows: Any, text: str, code: str) -> Any:
    """The row of that code, or the only one of that name."""
    wanted = fold(text)
    found = [row for row in rows if getattr(row, code) == text.strip() or fold(row.name) == wanted]
    return found[0] if len(found) == 1 else None


def initial_of(member: Member) -> dict[str, Any]:
    """A member as its form shows it."""
    place = member.commune or member.epci
    return {
        "kind": member.kind, "name": member.name, "siret": member.siret, "department": member.department.code,
        "place": place.name if place else "", "contract": member.contract, "email": member.email,
        "was_user": member.was_user, "address": member.address,
    }  # fmt: skip


class RepresentationForm(forms.Form):
    mode = forms.ChoiceField(label="Le membre", choices=Mode.choices, widget=forms.RadioSelect)
    managing_body = forms.ModelChoiceField(
        label="Prestataire de gestion", required=False, queryset=ManagingBody.objects.none(),
        to_field_name="public_id", empty_label="Aucun",
    )  # fmt: skip
    mandate_file = forms.FileField(
        label="Mandat donné au prestataire", required=False, help_text="PDF, 10 Mo au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
    )  # fmt: skip
    may_sign = forms.BooleanField(
        label="Ce mandat lui donne aussi le droit de signer les bons de commande", required=False,
        help_text="Écrit dans le mandat joint. Cela vaut une fois que la coordination en a pris acte.",
    )  # fmt: skip
    starts = forms.DateField(label="À partir du", widget=DateInput)

    def __init__(self, *args: Any, signs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["managing_body"].queryset = ManagingBody.objects.order_by("name")  # type: ignore[attr-defined]
        if not signs:
            # Only who signs for the member lets somebody else sign.
            del self.fields["may_sign"]

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        given = data["mandate_file"]
        return {
            "mode": Mode(data["mode"]), "managing_body": data["managing_body"], "starts": data["starts"],
            "mandate_file": GivenFile(given.name or "", given.read()) if given else None,
            "may_sign": data.get("may_sign", False),
        }  # fmt: skip


class SignerForm(forms.Form):
    file = forms.FileField(
        label="L’acte qui nomme le signataire", help_text="PDF, 10 Mo au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
    )  # fmt: skip

    def act(self) -> GivenFile:
        given = self.cleaned_data["file"]
        return GivenFile(given.name or "", given.read())


class SignatoryForm(forms.Form):
    civility = forms.ChoiceField(
        label="Civilité", required=False, choices=[("", "–"), ("Mme", "Mme"), ("M.", "M.")]
    )
    first_name = forms.CharField(label="Prénom", max_length=100)
    last_name = forms.CharField(label="Nom", max_length=100)
    function = forms.CharField(label="Fonction", max_length=120)
    starts = forms.DateField(label="À partir du", widget=DateInput)

    def __init__(self, *args: Any, words: Wording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["function"].help_text = f"{words.function}, par exemple."


class BodyForm(forms.Form):
    name = forms.CharField(label="Nom du prestataire", max_length=160)
    siret = forms.CharField(label="SIRET", max_length=24, help_text="Quatorze chiffres.")


class DaysForm(forms.Form):
    """The days of the market; those of the convention to begin with."""

    joins_until = forms.DateField(label="Dernier jour pour poster la convention signée", widget=DateInput)
    launches_from = forms.DateField(label="La consultation peut être lancée à partir du", widget=DateInput)
    notification_expected = forms.DateField(label="Notification prévue", widget=DateInput)
    starts_on = forms.DateField(label="Entrée en vigueur", widget=DateInput)
    academy = forms.ModelChoiceField(
        label="Académie", queryset=Academy.objects.order_by("name"), to_field_name="code", empty_label=None
    )

    def __init__(self, *args: Any, market: Market | None, **kwargs: Any) -> None:
        start = market or Market(
            joins_until=convention.JOINS_UNTIL, launches_from=convention.LAUNCHES_FROM,
            notification_expected=convention.NOTIFICATION_EXPECTED, starts_on=convention.STARTS_ON,
        )  # fmt: skip
        kwargs["initial"] = {name: getattr(start, name) for name in MarketDays.__slots__}
        super().__init__(*args, **kwargs)
        if market is not None:
            del self.fields["academy"]

    def days(self) -> MarketDays:
        return MarketDays(**{name: self.cleaned_data[name] for name in MarketDays.__slots__})


class NeedsForm(forms.Form):
    """One number a school; what stays empty is not said."""

    def __init__(self, *args: Any, rows: list[NeedRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._schools = {f"n_{row.uai}": row.school_id for row in rows}
        for row in rows:
            self.fields[f"n_{row.uai}"] = forms.CharField(
                label=f"{row.name} ({row.commune}, {row.uai})", required=False, max_length=20, initial=row.accounts,
                help_text=row.warning, widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self._schools:
            if data.get(name):
                data[name], wrong = accounts_of(data[name])
                if wrong:
                    self.add_error(name, wrong)
        return data

    def accounts(self) -> dict[int, int]:
        said = self.cleaned_data
        return {school: said[name] for name, school in self._schools.items() if said.get(name, "") != ""}


class NeedsFileForm(forms.Form):
    sheet = forms.FileField(
        label="Le tableau rempli", help_text="XLSX ou ODS. Une école qui n’y est pas garde son nombre.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods"}),
    )  # fmt: skip


class DeliberationForm(forms.Form):
    """Annexe 1, in the words of the body; of an OGEC the decision of its board, which no contrôle de légalité
    receives."""

    number = forms.CharField(label="Numéro", max_length=60)
    assembly = forms.CharField(label="Assemblée", max_length=120)
    adopted_on = forms.DateField(label="Adoptée le", widget=DateInput)
    received_on = forms.DateField(
        label="Reçue par le contrôle de légalité le", required=False, widget=DateInput,
        help_text="La date du tampon ou de l’accusé de réception. La convention ne se signe pas avant ce jour.",
    )  # fmt: skip
    act = forms.CharField(
        label="Identifiant de l’acte", max_length=80, required=False,
        help_text="Celui de l’accusé de réception, s’il y en a un.",
    )  # fmt: skip
    file = forms.FileField(
        help_text="PDF, 10 Mo au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
    )  # fmt: skip

    def __init__(self, *args: Any, words: Wording, is_transmitted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = words.the_act.capitalize()
        self.fields["assembly"].initial = words.assembly
        if not is_transmitted:
            self.fields["number"].help_text = "À défaut, la référence du procès-verbal."
            del self.fields["received_on"], self.fields["act"]

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data["file"]
        return self.cleaned_data | {"file": GivenFile(given.name or "", given.read())}


class ReceptionForm(forms.Form):
    """The day on which the control of legality received an act that is here."""

    received_on = forms.DateField(
        label="Reçue par le contrôle de légalité le", widget=DateInput,
        help_text="La date du tampon ou de l’accusé de réception. La convention ne se signe pas avant ce jour.",
    )  # fmt: skip
    act = forms.CharField(
        label="Identifiant de l’acte", max_length=80, required=False,
        help_text="Celui de l’accusé de réception, s’il y en a un.",
    )  # fmt: skip


class LetterForm(forms.Form):
    tracking = forms.CharField(label="Numéro de suivi", max_length=40)
    posted_on = forms.DateField(label="Postée le", widget=DateInput, help_text="C’est cette date qui compte.")
    received_on = forms.DateField(label="Reçue le", required=False, widget=DateInput)
    acknowledged_on = forms.DateField(label="Accusé de réception du", required=False, widget=DateInput)


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label="Ce qui est à revoir", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le membre le lit tel quel.",
    )  # fmt: skip
