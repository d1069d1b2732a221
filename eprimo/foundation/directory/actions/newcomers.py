"""Who is given a mandate: somebody known, found by what is written, or a person made for it."""

from uuid import UUID

from django.db.models import Q, Value

from eprimo.foundation.directory.actions.adults import KnownPerson, Newcomer
from eprimo.foundation.directory.errors import WrongEmail
from eprimo.foundation.directory.models import ContactDetails, Person
from eprimo.foundation.directory.policies import people_found_by
from eprimo.foundation.directory.queries.candidates import adult_candidates
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.fields import NameKey


def mandated_person(
    actor: Actor, newcomer: Newcomer, same_as: UUID | None, *, somebody_else: bool
) -> Person | None:
    """The known person that the actor pointed at; None: a new one is to be made.

    Known are the adults of that very name with that e-mail or birth date, and those of that name whom the actor may
    name anyhow. Raises KnownPerson while it is not said whether one of them is meant, and WrongEmail when the e-mail
    is that of somebody of another name: whose it is is not told.
    """
    found = adult_candidates(newcomer.last_name, newcomer.first_name, newcomer.birth_date, newcomer.email)
    written = NameKey(Value(f"{newcomer.last_name} {newcomer.first_name}".strip()))
    seen = Person.objects.filter(people_found_by(actor), sort_key=written, erased_at=None)
    candidates = list(dict.fromkeys([*found, *seen.order_by("pk")[:5]]))
    for candidate in candidates:
        if candidate.public_id == same_as:
            return candidate
    if same_as is not None:
        raise NotVisible
    if candidates and not somebody_else:
        raise KnownPerson(candidates)
    if _of_another(newcomer, candidates):
        raise WrongEmail(field="email")
    return None


def _of_another(newcomer: Newcomer, candidates: list[Person]) -> bool:
    """Is the e-mail known of somebody who was not proposed?"""
    others = ContactDetails.objects.filter(~Q(person__in=candidates), email__iexact=newcomer.email)
    return bool(newcomer.email) and others.filter(person__erased_at=None).exists()


def mandated_person_make(newcomer: Newcomer) -> Person:
    person = Person.objects.create(
        first_name=newcomer.first_name.strip(), last_name=newcomer.last_name.strip().upper(),
        civility=newcomer.civility, birth_date=newcomer.birth_date,
    )  # fmt: skip
    if newcomer.email:
        ContactDetails.objects.create(person=person, email=newcomer.email)
    return person
