"""What is written when a member signs, and when it amends what it signed."""

from typing import Any

from django import forms

from eprimo.foundation.directory.models import School
from eprimo.steering.consortium.enums import Undoing
from eprimo.steering.consortium.kinds import Wording
from eprimo.steering.consortium.needs import NeedRow
from eprimo.steering.consortium.needs_file import accounts_of
from eprimo.ui.widgets import DateInput

_FIGURES = {"inputmode": "numeric", "size": 6}


class MemberSignForm(forms.Form):
    signed_on = forms.DateField(
        label="Signée le", widget=DateInput, help_text="La date écrite sous la signature du membre."
    )


class UndoForm(forms.Form):
    how = forms.ChoiceField(choices=Undoing.choices, widget=forms.RadioSelect)
    undone_on = forms.DateField(label="Depuis le", widget=DateInput)

    def __init__(self, *args: Any, words: Wording, is_transmitted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].label = f"Cette {words.act} est"
        if not is_transmitted:
            # No control of legality receives it, which could have annulled it.
            self.fields["how"].choices = [(Undoing.WITHDRAWN.value, Undoing.WITHDRAWN.label)]  # type: ignore[attr-defined]
            self.fields["how"].initial = Undoing.WITHDRAWN.value

    def said(self) -> dict[str, Any]:
        return {"how": Undoing(self.cleaned_data["how"]), "undone_on": self.cleaned_data["undone_on"]}


class AmendmentForm(forms.Form):
    """The numbers as they stand, to be raised; one more school, if there is one."""

    def __init__(self, *args: Any, rows: list[NeedRow], free: list[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._schools = {f"n_{row.school_id}": row.school_id for row in rows if row.accounts is not None}
        for row in rows:
            if row.accounts is not None:
                self.fields[f"n_{row.school_id}"] = forms.CharField(
                    label=f"{row.name} ({row.commune}, {row.uai})", max_length=20, initial=row.accounts,
                    widget=forms.TextInput(attrs=_FIGURES),
                )  # fmt: skip
        self._free = {str(school.public_id): school.pk for school in free}
        if free:
            choices = [(str(one.public_id), f"{one.name} ({one.commune.name}, {one.uai})") for one in free]
            self.fields["school"] = forms.ChoiceField(
                label="Une école de plus", required=False, choices=[("", "Aucune"), *choices]
            )
            self.fields["school_accounts"] = forms.CharField(
                label="Ses comptes", required=False, max_length=20, widget=forms.TextInput(attrs=_FIGURES)
            )
        self.fields["reason"] = forms.CharField(
            label="Pourquoi cet avenant", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
        )
        self.fields["signed_on"] = forms.DateField(label="Signé le", widget=DateInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in [*self._schools, "school_accounts"]:
            if data.get(name):
                data[name], wrong = accounts_of(data[name])
                if wrong:
                    self.add_error(name, wrong)
        if data.get("school") and data.get("school_accounts") in {None, ""}:
            self.add_error("school_accounts", "Dites combien de comptes pour cette école.")
        return data

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        accounts = {school: data[name] for name, school in self._schools.items()}
        if data.get("school"):
            accounts[self._free[data["school"]]] = data["school_accounts"]
        return {"accounts": accounts, "reason": data["reason"], "signed_on": data["signed_on"]}
