"""Naming the head of a school whose files name none: by a command on the server only."""

from django.db import transaction

from eprimo.foundation.accounts.actions.accounts import accounts_ensure
from eprimo.foundation.directory.enums import Profile, Source
from eprimo.foundation.directory.models import Affiliation, Person, School
from eprimo.foundation.intake.onde.text import clean, fold
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.text import surname


class NoDirector(DomainError):
    code = "no-director"
    sentence = "Aucun directeur : ni la colonne « Directeur » du fichier des enseignants, ni --director « NOM Prénom »."
    status = 422


def directors_of(school: School) -> list[int]:
    """Ids of those who head the school now."""
    links = Affiliation.objects.in_force(clock.now()).filter(school=school, profile=Profile.DIRECTOR)
    return list(links.order_by("starts", "pk").values_list("person_id", flat=True))


@transaction.atomic
def director_name(*, school: School, full_name: str) -> Person:
    """Make « NOM Prénom » the head: the teacher of that name when there is one, else a new person.

    Raises NoDirector when the text is not two names.
    """
    text, _ = clean(full_name)
    person = _teacher_named(school, text) or _made(text)
    Affiliation.objects.create(
        person=person, school=school, profile=Profile.DIRECTOR, starts=clock.now(), source=Source.MANUAL,
        reason="premier import",
    )  # fmt: skip
    accounts_ensure(person_ids=[person.pk])
    audit(None, "intake.director.named", school, school_id=school.pk, subject_id=person.pk)
    return person


def _teacher_named(school: School, text: str) -> Person | None:
    links = Affiliation.objects.in_force(clock.now()).filter(school=school, profile=Profile.TEACHER)
    wanted = fold(text)
    found = [
        link.person
        for link in links.select_related("person")
        for last in {link.person.last_name, link.person.shown_last_name}
        if wanted in {fold(f"{last} {link.person.first_name}"), fold(f"{link.person.first_name} {last}")}
    ]
    return found[0] if len(set(found)) == 1 else None


def _made(text: str) -> Person:
    """Capitals are the last name; without any, the first word is."""
    words = text.split()
    last = [word for word in words if word.isupper() and len(word) > 1] or words[:1]
    first = [word for word in words if word not in last]
    if not first:
        raise NoDirector("Écrivez le nom puis le prénom : --director « LE GOFF Anne ».")
    return Person.objects.create(last_name=surname(" ".join(last))[:100], first_name=" ".join(first)[:100])
