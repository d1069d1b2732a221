"""Who comes: as it is written; somebody the actor sees already, or nobody known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, Value

from eprimo.foundation.directory.models import ContactDetails, Person
from eprimo.foundation.directory.policies.merges import not_absorbed
from eprimo.foundation.kernel.errors import DomainError, NotVisible
from eprimo.foundation.kernel.fields import NameKey
from eprimo.foundation.kernel.text import surname

_MOST = 5


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person who comes, as it was written."""

    first_name: str
    last_name: str
    civility: str = ""
    birth_date: date | None = None
    email: str = ""


class KnownPerson(DomainError):
    """Somebody of that name is seen by who writes: is it the same?"""

    code = "known-person"
    sentence = "Une personne de ce nom est déjà là. Dites si c’est elle."
    status = 422

    def __init__(self, candidates: Sequence[Person]) -> None:
        self.candidates = list(candidates)
        super().__init__(field="same")


def seen_person(newcomer: Newcomer, seen: Q, same_as: UUID | None, *, somebody_else: bool) -> Person | None:
    """Return the person the actor pointed at, among those of that name whom the actor sees anyhow (`seen`, on Person);
    None: it is none of them. Nobody else is looked for: whether a name with an e-mail or a birth date is known
    elsewhere changes no answer.

    Raises KnownPerson while it is not said whether one of them is meant, NotVisible when none of them is pointed at.
    """
    written = NameKey(Value(f"{newcomer.last_name} {newcomer.first_name}".strip()))
    found = Person.objects.filter(seen, not_absorbed(), sort_key=written, erased_at=None)
    candidates = list(found.order_by("pk").distinct()[:_MOST])
    for candidate in candidates:
        if candidate.public_id == same_as:
            return candidate
    if same_as is not None:
        raise NotVisible
    if candidates and not somebody_else:
        raise KnownPerson(candidates)
    return None


def person_make(newcomer: Newcomer) -> Person:
    """Make a person who is not known yet."""
    person = Person.objects.create(
        first_name=newcomer.first_name.strip(), last_name=surname(newcomer.last_name),
        civility=newcomer.civility, birth_date=newcomer.birth_date,
    )  # fmt: skip
    if newcomer.email:
        ContactDetails.objects.create(person=person, email=newcomer.email)
    return person
