"""What leads to these rows, or reads one again, leaves out what pages do not read, as their managers do."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directory", "0029_closures")]

    operations = [
        migrations.AlterModelOptions(name=name, options={"base_manager_name": "objects"})
        for name in ("affiliation", "entitlement", "familyopening", "mandate")
    ]
