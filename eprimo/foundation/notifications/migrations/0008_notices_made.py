"""The notices of a person by when they were made: a home reads those of a week."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0006_levels"),
        ("content", "0012_orders_of_lists"),
        ("directory", "0030_without_reasons"),
        ("notifications", "0007_same_school"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="recipient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="directory.person",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                models.F("recipient"),
                models.OrderBy(models.F("made_at"), descending=True),
                name="notice_made",
            ),
        ),
    ]
