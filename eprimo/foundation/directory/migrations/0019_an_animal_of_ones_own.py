"""Every child of a class has an animal of its own, drawn by the database itself when a child enters, whoever writes."""

import zlib

from django.db import migrations, models

# Held by imports and merges of a school, and by a child who chooses (`directory/locks.py`).
_LOCK = zlib.crc32(b"eprimo.intake.school") % 2**31

# Those of `ui/pictures.py`; a test holds that both lists say the same.
ANIMALS = (
    "butterfly", "cat-face", "chipmunk", "fox", "frog", "hedgehog", "koala", "lady-beetle", "lion", "owl", "panda",
    "penguin", "rabbit-face", "snail", "turtle", "dolphin", "crab", "duck", "eagle", "flamingo",
    "front-facing-baby-chick", "honeybee", "horse-face", "kangaroo", "mouse-face", "octopus", "parrot", "sauropod",
    "tiger-face", "tropical-fish", "unicorn", "wolf",
)  # fmt: skip
# What stood for a child until now was drawn from these by the public id.
_BEFORE = ANIMALS[:16]

FUNCTIONS = """
-- Who is in a class keeps; who enters keeps the own wish, or else what it had, when nobody there has that animal, and
-- is given another one of those that fewest have; the first sixteen before the others, which are left to be chosen. One statement for each class, whatever the number of its children.
-- `moved`: the links with which they enter. A link that a later one of the same child replaced draws nothing.
-- It works as whoever calls it: as the owner when somebody enters (below).
CREATE FUNCTION directory_draw_animals(moved bigint[]) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE one record;
BEGIN
  FOR one IN
    SELECT class_group_id AS id, array_agg(id) AS links FROM public.directory_classmembership
    WHERE id = ANY(moved) GROUP BY 1 ORDER BY 1
  LOOP
    WITH entrant AS (
      SELECT DISTINCT ON (p.id) p.id, p.chosen_animal <> '' AS wished, m.starts,
             COALESCE(NULLIF(p.chosen_animal, ''), NULLIF(p.animal, '')) AS wanted
      FROM public.directory_classmembership m JOIN public.directory_person p ON p.id = m.person_id
      WHERE m.id = ANY(one.links) AND NOT EXISTS (
        SELECT FROM public.directory_classmembership later
        WHERE later.person_id = m.person_id AND later.id <> m.id AND later.starts >= m.ends)
      ORDER BY p.id, m.starts
    ), settled AS (
      -- In this class, or in another one of theirs, at the same time.
      SELECT DISTINCT p.id, p.animal, split.name
      FROM entrant e
      JOIN public.directory_classmembership own ON own.person_id = e.id AND (own.ends IS NULL OR own.ends > e.starts)
      JOIN public.directory_classmembership o ON o.class_group_id = own.class_group_id
       AND (o.ends IS NULL OR o.ends > own.starts) AND (own.ends IS NULL OR own.ends > o.starts)
      JOIN public.directory_person p ON p.id = o.person_id AND p.animal <> ''
      CROSS JOIN LATERAL (SELECT regexp_replace(p.animal, '-[0-9]$', '') AS name) split
      WHERE p.id NOT IN (SELECT id FROM entrant)
    ), kept AS (
      SELECT DISTINCT ON (split.name) e.id, e.wanted AS animal, split.name
      FROM entrant e CROSS JOIN LATERAL (SELECT regexp_replace(e.wanted, '-[0-9]$', '') AS name) split
      WHERE e.wanted IS NOT NULL AND split.name NOT IN (SELECT name FROM settled)
      ORDER BY split.name, e.wished DESC, e.id
    ), taken AS (
      SELECT id, animal, name FROM settled UNION SELECT id, animal, name FROM kept
    ), pair AS (
      SELECT a.name, a.name || '-' || c.ring AS animal, a.at > 16 AS later,
             row_number() OVER (PARTITION BY a.name ORDER BY md5(one.id || a.name || c.ring))
               + (SELECT count(*) FROM taken t WHERE t.name = a.name) AS times
      FROM unnest(%(animals)s) WITH ORDINALITY AS a (name, at) CROSS JOIN generate_series(1, 8) AS c (ring)
      WHERE a.name || '-' || c.ring NOT IN (SELECT animal FROM taken)
    ), place AS (
      SELECT animal, row_number() OVER (ORDER BY times, later, md5(one.id || name)) AS place FROM pair
    ), given AS (
      SELECT id, animal FROM kept
      UNION ALL
      SELECT rest.id, place.animal FROM place JOIN (
        SELECT id, row_number() OVER (ORDER BY md5(id || '')) AS place
        FROM entrant WHERE id NOT IN (SELECT id FROM kept)
      ) rest USING (place)
    )
    UPDATE public.directory_person p SET animal = given.animal
    FROM given WHERE p.id = given.id AND p.animal <> given.animal;
  END LOOP;
END $$;

CREATE FUNCTION directory_entered() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE links bigint[]; schools bigint[]; one bigint;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(id), array_agg(DISTINCT school_id) INTO links, schools FROM new_rows;
  ELSE
    SELECT array_agg(n.id), array_agg(DISTINCT n.school_id) INTO links, schools
    FROM new_rows n JOIN old_rows o USING (id)
    WHERE n.person_id <> o.person_id OR n.class_group_id <> o.class_group_id OR n.starts < o.starts
       OR (o.ends IS NOT NULL AND (n.ends IS NULL OR n.ends > o.ends));
  END IF;
  IF links IS NULL THEN RETURN NULL; END IF;
  -- A delivery to a whole academy waits for nobody: so many locks would fill the table of locks.
  IF cardinality(schools) <= 50 THEN
    FOREACH one IN ARRAY ARRAY(SELECT unnest(schools) ORDER BY 1) LOOP
      PERFORM pg_advisory_xact_lock(%(lock)s, one::int);
    END LOOP;
  END IF;
  PERFORM public.directory_draw_animals(links);
  RETURN NULL;
END $$;

CREATE TRIGGER classmembership_entered_insert AFTER INSERT ON directory_classmembership
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION directory_entered();
CREATE TRIGGER classmembership_entered_update AFTER UPDATE ON directory_classmembership
  REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION directory_entered();
"""


def _sql():
    animals = ", ".join(f"'{one}'" for one in ANIMALS)
    return FUNCTIONS.replace("%(animals)s", f"ARRAY[{animals}]").replace("%(lock)s", str(_LOCK))


def fill(apps, schema_editor):
    """Children keep what stood for them until now; of two alike in a class, one is given another."""
    person = apps.get_model("directory", "Person")
    link = apps.get_model("directory", "ClassMembership")
    person.objects.exclude(animal="").update(chosen_animal=models.F("animal"))
    live = link.objects.filter(ends=None, class_group__closed_at=None)
    held = []
    for one in person.objects.filter(pk__in=live.values("person"), animal="").only("pk", "public_id").iterator():
        number = zlib.crc32(str(one.public_id).encode())
        one.animal = f"{_BEFORE[number % len(_BEFORE)]}-{number // len(_BEFORE) % 8 + 1}"
        held.append(one)
    person.objects.bulk_update(held, ["animal"], batch_size=1000)
    for school in live.order_by("school").values_list("school", flat=True).distinct():
        ids = list(live.filter(school=school).order_by("pk").values_list("pk", flat=True))
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT directory_draw_animals(%s::bigint[])", [ids])


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0018_ties_proposed'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='chosen_animal',
            field=models.CharField(blank=True, db_default='', default='', max_length=40),
        ),
        migrations.RunSQL(_sql(), migrations.RunSQL.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
