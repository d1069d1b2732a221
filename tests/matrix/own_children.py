"""The children of whom somebody of the scene may tell, as the boxes of a form name them."""

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.models import Person, School
from tests.matrix.scene import Scene


def boxes(scene: Scene, who: str) -> list[str]:
    """« child.school », by the public ids of both, for each school of each own child."""
    person = scene.cast.people.get(who) or scene.things.get(who)
    if not isinstance(person, Person):
        return []
    found = []
    for child in for_person(person.pk).children:
        public = Person.objects.get(pk=child.person_id).public_id
        schools = School.objects.filter(pk__in=child.school_ids).order_by("name", "pk")
        found += [f"{public}.{school.public_id}" for school in schools if child.may_sign]
    return found
