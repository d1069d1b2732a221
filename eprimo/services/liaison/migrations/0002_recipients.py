import django.db.models.deletion
from django.db import migrations, models

from eprimo.foundation.kernel.partitions import CreatePartitionedModel


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_epochs_and_same_school"),
        ("liaison", "0001_initial"),
    ]

    operations = [
        migrations.AddField("note", "summary", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
        migrations.AddField("note", "school_year", models.SmallIntegerField(null=True)),
        migrations.AddField("note", "reminded_at", models.DateTimeField(null=True)),
        migrations.AddField("owed", "refused_at", models.DateTimeField(null=True)),
        migrations.AddField("owed", "changed_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("note", "note_visible_after_sent"),
        migrations.AddConstraint(
            "note",
            models.CheckConstraint(
                condition=models.Q(sent_at=None, visible_from=None, school_year=None)
                | models.Q(sent_at__isnull=False, school_year__isnull=False, visible_from__gte=models.F("sent_at")),
                name="note_visible_after_sent",
            ),
        ),
        migrations.RunSQL("CREATE SEQUENCE liaison_recipient_id", "DROP SEQUENCE liaison_recipient_id"),
        CreatePartitionedModel(
            by="LIST (school_year)",
            name="Recipient",
            fields=[
                ("pk", models.CompositePrimaryKey("school_year", "id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("school_year", models.SmallIntegerField()),
                ("id", models.BigIntegerField(db_default=models.Func(models.Value("liaison_recipient_id"), function="nextval"))),
                ("delivered_at", models.DateTimeField()),
                ("by_name", models.BooleanField(default=False)),
                ("first_version", models.PositiveIntegerField()),
                ("outcome", models.CharField(choices=[("waiting", "Attendu"), ("done", "Reçu"), ("refused", "Refusé")], default="waiting", max_length=8)),
                ("child", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="notes_received", to="directory.person")),
                ("class_group", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="directory.classgroup")),
                ("group", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="directory.group")),
                ("note", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="recipients", to="liaison.note")),
                ("school", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="directory.school")),
            ],
            options={
                "constraints": [models.UniqueConstraint(models.F("school_year"), models.F("note"), models.F("child"), name="recipient_once")],
                "indexes": [
                    models.Index(models.F("child"), models.OrderBy(models.F("delivered_at"), descending=True), name="recipient_child_recent"),
                    models.Index(models.F("note"), name="recipient_note"),
                ],
            },
        ),
    ]
