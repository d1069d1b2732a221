"""A paper is of an absence of the same year and school, and goes with it; and the first partitions."""

from django.db import migrations

from eprimo.foundation.kernel.partitions import ensure

_KEY = """
ALTER TABLE presence_absencepaper ADD CONSTRAINT absencepaper_absence_same_school
FOREIGN KEY (school_year, absence_id, school_id)
REFERENCES presence_absence (school_year, id, school_id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
"""
_NO_KEY = "ALTER TABLE presence_absencepaper DROP CONSTRAINT absencepaper_absence_same_school"


def partitions(_apps: object, _editor: object) -> None:
    ensure("presence_absencepaper", "school_year")


class Migration(migrations.Migration):

    dependencies = [("presence", "0009_papers")]

    operations = [
        migrations.RunSQL(_KEY, _NO_KEY),
        migrations.RunPython(partitions, migrations.RunPython.noop),
    ]
