"""The animal that a pupil chooses for the own name."""

from django.db import transaction

from eprimo.foundation.directory.locks import schools_held
from eprimo.foundation.directory.models import Person
from eprimo.foundation.directory.policies.acts import can_choose_animal
from eprimo.foundation.directory.queries.animals import animals_for
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.ui import pictures


class AnimalTaken(DomainError):
    code = "animal-taken"
    sentence = "Un autre enfant de ta classe a cet animal. Choisis-en un autre."
    status = 409


@transaction.atomic
def animal_choose(*, actor: Actor, animal: str | None = None, colour: int | None = None) -> None:
    """Keep what the pupil chose, the other half as it was; every screen shows it from now on.

    AnimalTaken: a child of the class has it. ValueError: not one of ours.
    """
    require(can_choose_animal, actor, actor.person_id)
    # Two children of a class who touch the same one at once: the second finds it taken.
    schools_held([actor.school_id] if actor.school_id else [])
    person = Person.objects.select_for_update(no_key=True).get(pk=actor.person_id)
    own, ring = pictures.animal_of(person.seed)
    kept = pictures.chosen(animal or own, colour or ring)
    offered = animals_for(actor)
    if (animal or own) not in offered.animals or kept in offered.taken:
        raise AnimalTaken
    if person.animal == person.chosen_animal == kept:
        return
    person.animal = person.chosen_animal = kept
    person.save(update_fields=["animal", "chosen_animal"])
    audit(actor, "directory.animal.chosen", person)
