"""Surnames are kept in one case, whoever gave them: capitals, as ONDE and the people who type them write them."""

from django.db import migrations


def raise_case(apps, schema_editor):
    person = apps.get_model("directory", "Person")
    held = []
    for one in person.objects.only("pk", "last_name", "usual_name").iterator():
        last, usual = one.last_name.upper()[:100], one.usual_name.upper()[:100]
        if (last, usual) != (one.last_name, one.usual_name):
            one.last_name, one.usual_name = last, usual
            held.append(one)
        if len(held) == 1000:
            person.objects.bulk_update(held, ["last_name", "usual_name"])
            held = []
    person.objects.bulk_update(held, ["last_name", "usual_name"])


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0019_an_animal_of_ones_own'),
    ]

    operations = [
        migrations.RunPython(raise_case, migrations.RunPython.noop),
    ]
