import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from eprimo.foundation.content.school_triggers import held_to_no_school
from eprimo.foundation.kernel.constraints import SameSchool


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("content", "0010_words_of_versions"),
        ("directory", "0025_places_by_sets"),
    ]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("what", models.CharField(blank=True, db_default="", default="", max_length=12)),
                ("event_on", models.DateField(null=True)),
                ("event_until_on", models.DateField(null=True)),
                ("starts_at", models.TimeField(null=True)),
                ("ends_at", models.TimeField(null=True)),
                ("place", models.CharField(blank=True, db_default="", default="", max_length=120)),
                (
                    "bring",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), blank=True, default=list
                    ),
                ),
                (
                    "resource",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="event",
                        serialize=False,
                        to="content.resource",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.school",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("event_until_on", None),
                            ("event_until_on__gte", models.F("event_on")),
                            _connector="OR",
                        ),
                        name="event_days_in_order",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=SameSchool("resource", name="event_resource_same_school"),
        ),
        held_to_no_school("events_event"),
    ]
