import django.db.models.deletion
from django.db import migrations, models

from eprimo.foundation.kernel.partitions import CreatePartitionedModel

_CASCADE = django.db.models.deletion.CASCADE
_WAITING = (
    models.Q(closed_at=None)
    & (models.Q(school_at=None) | models.Q(family_at__gt=models.F("school_at")))
    & models.Q(family_at__isnull=False)
)


def _keys(sequence: str) -> list:
    return [
        ("pk", models.CompositePrimaryKey("school_year", "id", blank=True, editable=False, primary_key=True, serialize=False)),
        ("school_year", models.SmallIntegerField()),
        ("id", models.BigIntegerField(db_default=models.Func(models.Value(sequence), function="nextval"))),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_epochs_and_same_school"),
        ("liaison", "0005_templates"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE liaison_thread_id", "DROP SEQUENCE liaison_thread_id"),
        migrations.RunSQL("CREATE SEQUENCE liaison_reply_id", "DROP SEQUENCE liaison_reply_id"),
        CreatePartitionedModel(
            by="LIST (school_year)",
            name="Thread",
            fields=[
                *_keys("liaison_thread_id"),
                ("family_at", models.DateTimeField(null=True)),
                ("school_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("child", models.ForeignKey(on_delete=_CASCADE, related_name="+", to="directory.person")),
                ("guardian", models.ForeignKey(on_delete=_CASCADE, related_name="note_threads", to="directory.person")),
                ("note", models.ForeignKey(on_delete=_CASCADE, related_name="threads", to="liaison.note")),
                ("school", models.ForeignKey(on_delete=_CASCADE, related_name="+", to="directory.school")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("school_year"), models.F("note"), models.F("child"), models.F("guardian"), name="thread_once"
                    )
                ],
                "indexes": [
                    models.Index(models.F("school"), models.F("family_at"), name="thread_waiting", condition=_WAITING)
                ],
            },
        ),
        CreatePartitionedModel(
            by="LIST (school_year)",
            name="Reply",
            fields=[
                *_keys("liaison_reply_id"),
                ("from_school", models.BooleanField()),
                ("body", models.CharField(max_length=2000)),
                ("written_at", models.DateTimeField()),
                ("visible_from", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="directory.person"
                    ),
                ),
                ("child", models.ForeignKey(on_delete=_CASCADE, related_name="+", to="directory.person")),
                ("guardian", models.ForeignKey(on_delete=_CASCADE, related_name="+", to="directory.person")),
                ("note", models.ForeignKey(on_delete=_CASCADE, related_name="replies", to="liaison.note")),
                ("school", models.ForeignKey(on_delete=_CASCADE, related_name="+", to="directory.school")),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("note"), models.F("child"), models.F("guardian"), models.F("id"), name="reply_thread"
                    )
                ],
            },
        ),
    ]
