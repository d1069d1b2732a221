"""The first partitions of what is not counted."""

from django.db import migrations

from eprimo.foundation.kernel.partitions import ensure


def partitions(_apps: object, _editor: object) -> None:
    for table in ("arrangement", "littleone"):
        ensure(f"presence_{table}", "school_year")


class Migration(migrations.Migration):

    dependencies = [("presence", "0007_not_counted")]

    operations = [migrations.RunPython(partitions, migrations.RunPython.noop)]
