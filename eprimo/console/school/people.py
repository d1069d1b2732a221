"""The list of people as rows: for the page and for the file, the same columns under the same rights."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, Q

from eprimo.console.school.queries import SignInState, sign_in_states
from eprimo.console.tables import Table
from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.queries.people import PeopleFilter
from eprimo.foundation.directory.queries.person_lines import PersonLine
from eprimo.foundation.directory.queries.person_page import Reach, birth_date_of, reaches_of
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.privacy.states import State

PROFILES = (
    ("", "Tout le monde"),
    (Profile.PUPIL.value, "Élèves"),
    ("guardian", "Responsables"),
    ("adult", "Adultes de l’école"),
)


LEAVING = State.LEAVING.value
STATES = (
    ("", "Tous"),
    (State.EXPECTED.value, "Attendus (jamais venus)"),
    (State.ACTIVE.value, "Actifs"),
    ("suspended", "Suspendus"),
    (LEAVING, "En partance"),
)


class PeopleFilterForm(forms.Form):
    """The filters of the list, in its address: never a name."""

    profil = forms.ChoiceField(label="Qui", choices=PROFILES, required=False)
    etat = forms.ChoiceField(label="Accès", choices=STATES, required=False)
    classe = forms.UUIDField(required=False)
    sans_classe = forms.BooleanField(label="Sans classe", required=False)


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """One person of the list: what the actor may read, the rest empty."""

    line: PersonLine
    state: SignInState | None
    birth_date: date | None
    reach: Reach


def filter_of(given: Mapping[str, str]) -> tuple[PeopleFilter, PeopleFilterForm]:
    """What the address asks; a value that makes no sense is left out."""
    form = PeopleFilterForm(given)
    form.is_valid()
    data = form.cleaned_data
    class_id: UUID | None = data.get("classe")
    also = _in_state(data.get("etat", ""))
    return PeopleFilter(data.get("profil", ""), class_id, data.get("sans_classe", False), also), form


def _in_state(state: str) -> Q:
    """On Person who has a right at the school: expected or active (`privacy/states.py`), or suspended meanwhile."""
    accounts = Account.objects.filter(person=OuterRef("pk"))
    came = Exists(accounts.filter(activated_at__isnull=False))
    suspended = Exists(accounts.filter(state=AccountState.SUSPENDED))
    if state == State.EXPECTED:
        return ~Q(came)
    if state == State.ACTIVE:
        return Q(came) & ~Q(suspended)
    return Q(suspended) if state == "suspended" else Q()


def rows_of(actor: Actor, lines: list[PersonLine]) -> list[PeopleRow]:
    """Two statements, whatever their number."""
    states, reaches = sign_in_states(actor, lines), reaches_of(lines)
    return [
        PeopleRow(line, states.get(line.person.pk), birth_date_of(line), reaches.get(line.person.pk, Reach()))
        for line in lines
    ]


PEOPLE: Table[PeopleRow] = Table(
    "Personnes",
    "personnes de l’école",
    {
        "Nom": lambda row: row.line.person.shown_last_name,
        "Prénom": lambda row: row.line.person.first_name,
        "Qui": lambda row: row.line.note,
        "Date de naissance": lambda row: row.birth_date,
        "Téléphones": lambda row: " / ".join(row.reach.phones),
        "Adresse électronique": lambda row: row.reach.email,
        "Adresse": lambda row: row.reach.address,
        "Connexion": lambda row: row.state.word if row.state else "",
    },
)
