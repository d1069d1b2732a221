"""The animal that stands for a child on every screen, drawn when it enters a class and chosen by the child itself.

Kept as « fox-3 »: the animal, and the colour of its ring (1 to 8). Both are in `ui/pictures.py`. In a class no two
children have the same animal (in one of more children than animals, the same in the same ring): the database sees to it
whenever somebody enters (`directory_draw_animals`, migration 0019), whoever writes. Who is there keeps; who enters with
one that is taken is given another.
"""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q

from eprimo.foundation.directory.locks import schools_held
from eprimo.foundation.directory.models import ClassMembership, Person
from eprimo.foundation.directory.policies.acts import can_choose_animal
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.kernel.rights import require
from eprimo.ui import pictures


@transaction.atomic
def animal_clear(person_id: int) -> int:
    """Forget what the child chose, and draw again. Returns how many choices there were."""
    if not Person.objects.filter(pk=person_id).exclude(chosen_animal="").exists():
        return 0
    links = ClassMembership.objects.filter(person=person_id)
    schools_held(links.values_list("school", flat=True))
    done = Person.objects.filter(pk=person_id).update(animal="", chosen_animal="")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT directory_draw_animals(%s::bigint[])", [list(links.values_list("pk", flat=True))]
        )
    return done


def seed_sql(person: str) -> str:
    """Return what an animal is drawn from (`ui.pictures.animal_of`), in SQL, as `Person.seed`; `person`: alias of a
    table."""
    return f"COALESCE(NULLIF({person}.animal, ''), {person}.public_id::text)"


@dataclass(frozen=True, slots=True)
class AnimalChoice:
    """`animals`: to choose from; `taken`: those of the others in their rings, as they are kept."""

    animals: list[str]
    taken: frozenset[str]


def animals_for(actor: Actor) -> AnimalChoice:
    """Return the animals a pupil may choose: the own one, and those of nobody else in the own classes, of those to come
    too (one statement).

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
    return AnimalChoice(free if set(free) - {own} else list(pictures.ANIMALS), taken)


class AnimalTaken(DomainError):
    code = "animal-taken"
    sentence = "Un autre enfant de ta classe a cet animal. Choisis-en un autre."
    status = 409


@transaction.atomic
def animal_choose(*, actor: Actor, animal: str | None = None, colour: int | None = None) -> None:
    """Keep what the pupil chose, the other half as it was; every screen shows it from now on.

    Raises AnimalTaken: a child of the class has it; ValueError: not one of ours.
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
