"""The animal that stands for a child on every screen: drawn from the public id until the child chooses one.

Kept as « fox-3 »: the animal, and the colour of its ring (1 to 8). Both are in `ui/pictures.py`.
"""


def seed_sql(person: str) -> str:
    """What an animal is drawn from (`ui.pictures.animal_of`), in SQL, as `Person.seed`; `person`: alias of a table."""
    return f"COALESCE(NULLIF({person}.animal, ''), {person}.public_id::text)"
