"""The days on which a member took its archive and its certificate away."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consortium", "0015_member_lists"),
        ("orders", "0017_disputes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Takeaway",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("archive_on", models.DateField(null=True)),
                ("certificate_on", models.DateField(null=True)),
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="takeaway",
                        to="consortium.member",
                    ),
                ),
            ],
        ),
    ]
