"""Half-days of the first and of the last day of a closure."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("occasions", "0007_shut_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="occasion",
            name="from_noon",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="occasion",
            name="until_noon",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="occasion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("from_noon", False), ("until_noon", False)),
                    models.Q(
                        ("sort", "closure"),
                        models.Q(
                            ("until__gt", models.F("on")),
                            ("from_noon", False),
                            ("until_noon", False),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="occasion_halves_of_closures",
            ),
        ),
    ]
