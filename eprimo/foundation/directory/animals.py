"""The animal that stands for a child on every screen, drawn when it enters a class and chosen by the child itself.

Kept as « fox-3 »: the animal, and the colour of its ring (1 to 8). Both are in `ui/pictures.py`. In a class no two
children have the same animal (in one of more children than animals, the same in the same ring): the database sees to it
whenever somebody enters (`directory_draw_animals`, migration 0019), whoever writes. Who is there keeps; who enters with
one that is taken is given another.
"""

from django.db import connection, transaction

from eprimo.foundation.directory.locks import schools_held
from eprimo.foundation.directory.models import ClassMembership, Person


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
    """What an animal is drawn from (`ui.pictures.animal_of`), in SQL, as `Person.seed`; `person`: alias of a table."""
    return f"COALESCE(NULLIF({person}.animal, ''), {person}.public_id::text)"
