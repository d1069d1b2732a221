"""Which animals a pupil may choose: in a class where nobody reads yet, each child is told by the own one."""

from dataclasses import dataclass

from django.db.models import Q

from eprimo.foundation.directory.models import ClassMembership, Person
from eprimo.foundation.kernel.actor import Actor
from eprimo.ui import pictures


@dataclass(frozen=True, slots=True)
class Offered:
    """`animals`: to choose from; `taken`: those of the others in their rings, as they are kept."""

    animals: list[str]
    taken: frozenset[str]


def animals_for(actor: Actor) -> Offered:
    """The own one, and those of nobody else in the pupil's classes, of those to come too (one statement).

    In a class of more children than animals all are offered: two children are told apart by their rings.
    """
    links = ClassMembership.objects.filter(
        Q(ends=None) | Q(ends__gt=actor.now), class_group__in=actor.class_ids
    )
    people = Person.objects.filter(pk__in=links.values("person")).only("public_id", "animal")
    drawn = {person.pk: pictures.animal_of(person.seed) for person in people}
    own, _ = drawn.pop(actor.person_id, ("", 0))
    others = {animal for animal, _ in drawn.values()}
    free = [animal for animal in pictures.ANIMALS if animal == own or animal not in others]
    taken = frozenset(pictures.chosen(*one) for one in drawn.values())
    return Offered(free if set(free) - {own} else list(pictures.ANIMALS), taken)
