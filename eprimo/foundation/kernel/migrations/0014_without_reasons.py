"""A switch that is read again leaves out what pages do not read, as its manager does."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0013_limits_of_tries")]

    operations = [migrations.AlterModelOptions(name="switch", options={"base_manager_name": "objects"})]
