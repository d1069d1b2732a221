"""A target may be somebody who is named beside a child."""

from django.db import migrations, models

SORTS = ("school", "team", "class", "group", "child", "family", "person")


class Migration(migrations.Migration):
    dependencies = [("content", "0004_visible_after_published")]

    operations = [
        migrations.AlterField(
            "target", "kind", models.CharField(choices=[(one, one) for one in SORTS], max_length=6)
        ),
        migrations.AlterField(
            "target", "target", models.BigIntegerField(help_text="id of the school, class, group, child or person")
        ),
    ]
