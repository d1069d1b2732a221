"""Half-days of the first and of the last day of a closed school."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("liaison", "0018_place"),
    ]

    operations = [
        migrations.AddField(
            model_name="note",
            name="from_noon",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="note",
            name="until_noon",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
