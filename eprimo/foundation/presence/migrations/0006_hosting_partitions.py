"""The first partitions of who is hosted."""

from django.db import migrations

from eprimo.foundation.kernel.partitions import ensure


def partitions(_apps: object, _editor: object) -> None:
    ensure("presence_hosting", "school_year")


class Migration(migrations.Migration):

    dependencies = [("presence", "0005_hosting")]

    operations = [migrations.RunPython(partitions, migrations.RunPython.noop)]
