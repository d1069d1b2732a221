import django.contrib.postgres.fields
import django.db.models.expressions
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations, models

import eprimo.foundation.kernel.clock
from eprimo.foundation.kernel.partitions import CreatePartitionedModel

# unaccent() is only STABLE, because its dictionary could change; ours does not, so the key may be stored.
KEY_FUNCTION = r"""
CREATE FUNCTION eprimo_key(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT btrim(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, value)), '[[:space:]''’._-]+', ' ', 'g'))
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(KEY_FUNCTION, "DROP FUNCTION eprimo_key(text)"),
        migrations.RunSQL("CREATE SEQUENCE kernel_auditline_id", "DROP SEQUENCE kernel_auditline_id"),
        CreatePartitionedModel(
            name="AuditLine",
            by="RANGE (at)",
            fields=[
                ("pk", models.CompositePrimaryKey("at", "id", blank=True, editable=False, primary_key=True, serialize=False)),
                (
                    "id",
                    models.BigIntegerField(
                        db_default=models.Func(models.Value("kernel_auditline_id"), function="nextval")
                    ),
                ),
                ("at", models.DateTimeField()),
                ("person_id", models.BigIntegerField(help_text="who acted; empty: the system", null=True)),
                ("role", models.CharField(blank=True, max_length=20)),
                ("school_id", models.BigIntegerField(null=True)),
                ("act", models.CharField(max_length=80)),
                ("object_type", models.CharField(blank=True, max_length=60)),
                ("object_id", models.BigIntegerField(null=True)),
                ("subject_id", models.BigIntegerField(null=True)),
                ("details", models.JSONField(default=dict, help_text="codes and counts")),
            ],
            options={
                "indexes": [
                    models.Index("school_id", django.db.models.expressions.OrderBy(django.db.models.expressions.F("at"), descending=True), name="audit_school"),
                    models.Index("person_id", django.db.models.expressions.OrderBy(django.db.models.expressions.F("at"), descending=True), name="audit_person"),
                    models.Index("subject_id", django.db.models.expressions.OrderBy(django.db.models.expressions.F("at"), descending=True), name="audit_subject"),
                ],
            },
        ),
    ]
