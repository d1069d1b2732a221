"""A ringing is handed over once, by a mark on the notice; a round keeps the quiet hours of a school."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_days_without_school"), ("notifications", "0002_ringing")]

    operations = [
        migrations.DeleteModel(name="Mark"),
        migrations.RemoveIndex(model_name="notice", name="notice_ring"),
        migrations.AddField("notice", "made_at", models.DateTimeField(null=True)),
        migrations.AddField("notice", "rang_at", models.DateTimeField(null=True)),
        # Nothing was sent yet: the table is empty.
        migrations.AddField(
            "round",
            "school",
            models.ForeignKey(
                default=None, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directory.school"
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            "round",
            "state",
            models.CharField(
                choices=[
                    ("pending", "Pending"),
                    ("claimed", "Claimed"),
                    ("sent", "Sent"),
                    ("empty", "Empty"),
                    ("refused", "Refused"),
                    ("givenup", "Given Up"),
                ],
                default="pending",
                max_length=7,
            ),
        ),
        migrations.AddIndex(
            "notice",
            models.Index(
                "ring_at", name="notice_to_ring", condition=models.Q(ring_at__isnull=False, rang_at=None)
            ),
        ),
    ]
