"""The notes that are out have their dates among all others."""

from django.db import migrations

# The picture of a day is that of what its note asks; what it speaks of is found in its words, when it is corrected.
DAYS = """
INSERT INTO occasions_occasion (resource_id, school_id, n, sort, verb, "on", until, starts_at, ends_at, place, bring,
  picture, over_at)
SELECT n.resource_id, n.school_id, 1, CASE n.kind WHEN 'closed' THEN 'closure' ELSE 'event' END, '', n.event_on,
  coalesce(n.event_until_on, n.event_on), CASE WHEN n.kind <> 'closed' THEN n.starts_at END,
  CASE WHEN n.kind <> 'closed' THEN n.ends_at END, CASE WHEN n.kind <> 'closed' THEN n.place ELSE '' END, n.bring,
  CASE n.kind WHEN 'event' THEN 'minibus' WHEN 'bring' THEN 'backpack' WHEN 'closed' THEN 'house-with-garden'
    ELSE 'love-letter' END,
  (coalesce(n.event_until_on, n.event_on) + 1)::timestamp AT TIME ZONE s.time_zone
FROM liaison_note n JOIN content_resource r ON r.id = n.resource_id JOIN directory_school s ON s.id = n.school_id
WHERE r.state = 'published' AND n.event_on IS NOT NULL
UNION ALL
SELECT n.resource_id, n.school_id, 2, 'deadline', n.kind, n.answer_by, n.answer_by, NULL, NULL, '', '{}', '',
  (n.answer_by + 1)::timestamp AT TIME ZONE s.time_zone
FROM liaison_note n JOIN content_resource r ON r.id = n.resource_id JOIN directory_school s ON s.id = n.school_id
WHERE r.state = 'published' AND n.kind IN ('sign', 'answer') AND n.answer_by IS NOT NULL
ON CONFLICT (resource_id, n) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0009_territories_share"),
        ("directory", "0022_same_school"),
        ("liaison", "0014_same_school"),
        ("occasions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(DAYS, migrations.RunSQL.noop),
    ]
