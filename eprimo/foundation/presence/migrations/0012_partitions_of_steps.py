"""The first partitions of the steps about absences."""

from django.db import migrations

from eprimo.foundation.kernel.partitions import ensure


def partitions(_apps: object, _editor: object) -> None:
    ensure("presence_followstep", "school_year")


class Migration(migrations.Migration):

    dependencies = [("presence", "0011_follow_steps")]

    operations = [migrations.RunPython(partitions, migrations.RunPython.noop)]
