"""Resources of a territory, which are of no school; and whom of those it is addressed to a thing is for."""

import django.db.models.deletion
from django.db import migrations, models

from eprimo.foundation.content.school_triggers import held_to_no_school

FUNCTION = """
CREATE FUNCTION content_of_no_school() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE territory bigint;
BEGIN
  SELECT r.territory_id INTO territory FROM public.content_resource r
  WHERE r.id = NEW.resource_id AND r.school_id IS NULL;
  IF territory IS NULL THEN
    RAISE EXCEPTION '% of resource % has no school', TG_TABLE_NAME, NEW.resource_id USING ERRCODE = 'check_violation';
  END IF;
  IF TG_RELID = 'public.content_target'::pg_catalog.regclass THEN
    IF NEW.target <> territory THEN
      RAISE EXCEPTION 'resource % is of another territory', NEW.resource_id USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  IF TG_RELID = 'public.content_share'::pg_catalog.regclass THEN
    IF EXISTS (SELECT FROM public.access_audience a WHERE a.id = NEW.audience_id AND a.school_id IS NOT NULL) THEN
      RAISE EXCEPTION 'resource % is of no school', NEW.resource_id USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION content_same_ground() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a resource of a school stays one' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER same_ground BEFORE UPDATE OF school_id ON content_resource FOR EACH ROW
  WHEN ((OLD.school_id IS NULL) <> (NEW.school_id IS NULL)) EXECUTE FUNCTION content_same_ground();
"""
DROPPED = (
    "DROP TRIGGER same_ground ON content_resource;"
    "DROP FUNCTION content_same_ground(); DROP FUNCTION content_of_no_school();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_same_school"),
        ("content", "0007_same_school"),
        ("directory", "0022_same_school"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="target",
            name="target_kind",
        ),
        migrations.AddField(
            model_name="resource",
            name="territory",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="resources",
                to="directory.territory",
            ),
        ),
        migrations.AddField(
            model_name="target",
            name="families",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="target",
            name="staff",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AlterField(
            model_name="resource",
            name="school",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="resources",
                to="directory.school",
            ),
        ),
        migrations.AlterField(
            model_name="share",
            name="school",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="directory.school",
            ),
        ),
        migrations.AlterField(
            model_name="target",
            name="kind",
            field=models.CharField(
                choices=[
                    ("school", "school"),
                    ("team", "team"),
                    ("class", "class"),
                    ("group", "group"),
                    ("child", "child"),
                    ("family", "family"),
                    ("person", "person"),
                    ("territory", "territory"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="target",
            name="school",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="directory.school",
            ),
        ),
        migrations.AlterField(
            model_name="target",
            name="target",
            field=models.BigIntegerField(
                help_text="id of the school, class, group, child, person or territory"
            ),
        ),
        migrations.AlterField(
            model_name="version",
            name="school",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="directory.school",
            ),
        ),
        migrations.AddIndex(
            model_name="resource",
            index=models.Index(
                models.F("territory"),
                condition=models.Q(("territory__isnull", False)),
                name="resource_of_territory",
            ),
        ),
        migrations.AddConstraint(
            model_name="resource",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("school", None), ("territory__isnull", False)),
                    models.Q(("school__isnull", False), ("territory", None)),
                    _connector="OR",
                ),
                name="resource_of_school_or_territory",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["school", "team", "class", "group", "child", "family", "person", "territory"],
                    )
                ),
                name="target_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "territory"), ("school", None)),
                    models.Q(models.Q(("kind", "territory"), _negated=True), ("school__isnull", False)),
                    _connector="OR",
                ),
                name="target_of_school_or_territory",
            ),
        ),
        # The team of a school is no family.
        migrations.RunSQL(
            "UPDATE content_target SET families = false WHERE kind = 'team'", migrations.RunSQL.noop
        ),
        migrations.RunSQL(FUNCTION, DROPPED),
        *(held_to_no_school(f"content_{table}") for table in ("version", "share", "target")),
    ]
