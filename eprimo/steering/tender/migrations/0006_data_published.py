"""Essential data that were made before: published on the day of their first file, each change on its own."""

from django.db import migrations

DAYS = """
UPDATE tender_consultation c SET data_published_on = f.day
FROM (SELECT consultation_id, (min(kept_at) AT TIME ZONE 'Europe/Paris')::date AS day
      FROM tender_document WHERE kind = 'decp' GROUP BY consultation_id) f
WHERE f.consultation_id = c.id AND c.data_published_on IS NULL;
UPDATE tender_modification SET published_on = (recorded_at AT TIME ZONE 'Europe/Paris')::date
WHERE published_on IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("tender", "0005_law")]

    operations = [migrations.RunSQL(DAYS, migrations.RunSQL.noop)]
