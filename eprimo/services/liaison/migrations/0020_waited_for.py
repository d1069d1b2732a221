"""What a school and a guardian still wait for, whatever was sent since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0012_orders_of_lists"),
        ("directory", "0030_without_reasons"),
        ("liaison", "0019_half_days"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="note",
            index=models.Index(
                models.F("school"),
                models.F("answer_by"),
                condition=models.Q(("archived_at", None), ("kind__in", ["answer", "sign"])),
                name="note_waited_for",
            ),
        ),
        migrations.AddIndex(
            model_name="owed",
            index=models.Index(
                models.F("guardian"),
                condition=models.Q(("may_sign", True), ("state", "expected")),
                name="owed_to_do",
            ),
        ),
    ]
