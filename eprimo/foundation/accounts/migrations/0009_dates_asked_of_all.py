from django.db import migrations


class Migration(migrations.Migration):
    """Whether a sheet asks for birth dates is no fact of the print: it is asked of all, and judged when it is used."""

    dependencies = [("accounts", "0008_schools_of_open_sheets")]

    operations = [migrations.RemoveField("signincode", "asks_birth_date")]
