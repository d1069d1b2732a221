"""Which animals a pupil may choose: in a class where nobody reads yet, each child is told by the own one."""

from eprimo.foundation.directory.models import ClassMembership, Person
from eprimo.foundation.directory.models.links import in_force
from eprimo.foundation.kernel.actor import Actor
from eprimo.ui import pictures

# With fewer left, two children of a very large class may share one.
FEWEST = 6


def animals_for(actor: Actor) -> list[str]:
    """The own one, and those of nobody else in the pupil's classes at the school in use (one statement)."""
    members = ClassMembership.objects.filter(in_force(actor.now), class_group__in=actor.class_ids)
    people = Person.objects.filter(pk__in=members.values("person")).only("public_id", "animal")
    animals = {person.pk: pictures.animal_of(person.seed)[0] for person in people}
    own = animals.pop(actor.person_id, "")
    taken = set(animals.values()) - {own}
    free = [animal for animal in pictures.ANIMALS if animal not in taken]
    return free if len(free) >= FEWEST else list(pictures.ANIMALS)
