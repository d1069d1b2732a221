"""Who may already be known under what a director writes."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Person
from eprimo.foundation.directory.policies.merges import not_absorbed
from eprimo.foundation.kernel.fields import NameKey


def adults_named(last_name: str, first_name: str) -> QuerySet[Person]:
    """Return the adults of that very name, accents and case apart. Outside of any scope on purpose: a substitute is
    known by another school. Nothing that is found may change an answer that somebody else than this adult reads."""
    written = NameKey(Value(f"{last_name} {first_name}".strip()))
    pupil = Affiliation.objects.filter(person=OuterRef("pk"), profile=Profile.PUPIL, ends=None)
    return Person.objects.filter(~Exists(pupil), not_absorbed(), sort_key=written, erased_at=None)


def adult_candidates(last_name: str, first_name: str, birth_date: date | None, email: str) -> list[Person]:
    """Return the adults of that name with that birth date or that e-mail; never by name alone."""
    proof = Q()
    if birth_date is not None:
        proof |= Q(birth_date=birth_date)
    if email:
        proof |= Q(contact__email__iexact=email)
    if not proof:
        return []
    return list(adults_named(last_name, first_name).filter(proof).order_by("pk").distinct()[:5])
