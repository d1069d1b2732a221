"""Lists and homes walk through an index in the order of their pages: own things, and what each audience was given."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0006_levels"),
        ("content", "0011_words_of_rows"),
        ("directory", "0030_without_reasons"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="resource",
            name="resource_owner_recent",
        ),
        migrations.RemoveIndex(
            model_name="share",
            name="share_feed",
        ),
        migrations.AlterField(
            model_name="resource",
            name="owner",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="resources",
                to="directory.person",
            ),
        ),
        migrations.AlterField(
            model_name="share",
            name="audience",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shares",
                to="access.audience",
            ),
        ),
        migrations.AddIndex(
            model_name="resource",
            index=models.Index(
                models.F("owner"),
                models.F("service"),
                models.OrderBy(models.F("updated_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="resource_owner_recent",
            ),
        ),
        migrations.AddIndex(
            model_name="resource",
            index=models.Index(
                models.F("owner"),
                models.F("service"),
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="resource_owner_sent",
            ),
        ),
        migrations.AddIndex(
            model_name="share",
            index=models.Index(
                models.F("audience"),
                models.F("service"),
                models.OrderBy(models.F("updated_at"), descending=True),
                models.OrderBy(models.F("resource"), descending=True),
                include=("level", "visible_from"),
                name="share_feed",
            ),
        ),
        migrations.AddIndex(
            model_name="share",
            index=models.Index(
                models.F("audience"),
                models.F("service"),
                models.OrderBy(models.F("visible_from"), descending=True),
                models.OrderBy(models.F("resource"), descending=True),
                name="share_reached",
            ),
        ),
    ]
