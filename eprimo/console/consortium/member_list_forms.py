"""The form that takes a list of members."""

from django import forms


class MemberListForm(forms.Form):
    sheet = forms.FileField(
        label="La liste", help_text="XLSX, ODS ou CSV, 2 Mo au plus. Un organisme par ligne.",
        error_messages={"empty": "Ce fichier est vide."},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
    )  # fmt: skip
    from_directory = forms.BooleanField(
        label="Proposer à une commune dont la liste ne dit pas les écoles celles de l’annuaire", required=False,
        initial=True,
        help_text="Ses écoles publiques que personne n’a. Pour un autre organisme, la colonne dit "
        "«\N{NO-BREAK SPACE}annuaire\N{NO-BREAK SPACE}».",
    )  # fmt: skip
