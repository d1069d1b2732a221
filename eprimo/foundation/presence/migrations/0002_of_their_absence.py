"""A half-day has its absence and a call to a family is of one, of the same year and school; and the first partitions."""

from django.db import migrations

from eprimo.foundation.kernel.partitions import ensure

_TABLES = ("rollcall", "halfday", "absence", "callattempt", "correction")
_KEY = """
ALTER TABLE presence_{0} ADD CONSTRAINT {0}_absence_same_school
FOREIGN KEY (school_year, absence_id, school_id)
REFERENCES presence_absence (school_year, id, school_id) ON DELETE {1} DEFERRABLE INITIALLY DEFERRED
"""
_NO_KEY = "ALTER TABLE presence_{0} DROP CONSTRAINT {0}_absence_same_school"


def partitions(_apps: object, _editor: object) -> None:
    for table in _TABLES:
        ensure(f"presence_{table}", "school_year")


class Migration(migrations.Migration):

    dependencies = [("presence", "0001_initial")]

    operations = [
        migrations.RunSQL(_KEY.format("halfday", "SET NULL (absence_id)"), _NO_KEY.format("halfday")),
        migrations.RunSQL(_KEY.format("callattempt", "CASCADE"), _NO_KEY.format("callattempt")),
        migrations.RunPython(partitions, migrations.RunPython.noop),
    ]
