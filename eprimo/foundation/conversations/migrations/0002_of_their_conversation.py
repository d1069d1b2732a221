"""A message and a seat are of a conversation of their year and school, and go with it; and the first partitions, which
the conversations of the release before are brought into."""

from django.db import migrations

from eprimo.foundation.kernel.partitions import ensure

_TABLES = ("conversation", "message", "seat")
_KEY = """
ALTER TABLE conversations_{0} ADD CONSTRAINT {0}_conversation_same_school
FOREIGN KEY (school_year, conversation_id, school_id)
REFERENCES conversations_conversation (school_year, id, school_id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
"""
_NO_KEY = "ALTER TABLE conversations_{0} DROP CONSTRAINT {0}_conversation_same_school"


def partitions(_apps: object, _editor: object) -> None:
    for table in _TABLES:
        ensure(f"conversations_{table}", "school_year")


class Migration(migrations.Migration):

    dependencies = [("conversations", "0001_initial")]

    operations = [
        *(migrations.RunSQL(_KEY.format(table), _NO_KEY.format(table)) for table in ("message", "seat")),
        migrations.RunPython(partitions, migrations.RunPython.noop),
    ]
