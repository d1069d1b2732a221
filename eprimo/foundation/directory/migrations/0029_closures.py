"""Closures that a note tells are rows of the calendar: of the school or of one class, by half-days."""

import django.db.models.deletion
from django.db import migrations, models

from eprimo.foundation.kernel.constraints import SameSchool


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0028_levels_by_hand"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="schooldayoff", name="day_off_once"),
        migrations.AddField(
            model_name="schooldayoff",
            name="told_by",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="schooldayoff",
            name="visible_from",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="schooldayoff",
            name="class_group",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="directory.classgroup",
            ),
        ),
        migrations.AddField(
            model_name="schooldayoff",
            name="from_noon",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="schooldayoff",
            name="until_noon",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="schooldayoff",
            name="label",
            field=models.CharField(max_length=160),
        ),
        migrations.AddConstraint(
            model_name="schooldayoff",
            constraint=SameSchool("class_group", name="day_off_class_same_school"),
        ),
        migrations.AddConstraint(
            model_name="schooldayoff",
            constraint=models.UniqueConstraint(
                models.F("school"),
                models.F("first"),
                condition=models.Q(("told_by", None)),
                name="day_off_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="schooldayoff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("told_by__isnull", False)),
                fields=("told_by", "first", "class_group"),
                name="closure_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="schooldayoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told_by__isnull", False), ("visible_from__isnull", False)),
                    models.Q(
                        ("class_group", None),
                        ("from_noon", False),
                        ("told_by", None),
                        ("until_noon", False),
                        ("visible_from", None),
                    ),
                    _connector="OR",
                ),
                name="day_off_of_calendar_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="schooldayoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last__gt", models.F("first")),
                    ("from_noon", False),
                    ("until_noon", False),
                    _connector="OR",
                ),
                name="day_off_has_a_half",
            ),
        ),
    ]
