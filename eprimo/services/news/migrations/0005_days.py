"""The day of a piece of news is a column that kinds have in common; it may have a last one, and says what it is about."""

from django.db import migrations, models
from django.db.models import F, Q

_SIZE = 500


def told_again(apps, _editor):
    """What a version said of the day, under its name of now: what changed between two is told from it."""
    versions = apps.get_model("content", "Version").objects.filter(
        resource__service="news", facts__has_key="day"
    )
    changed = []
    for one in versions.only("facts").iterator(_SIZE):
        one.facts["event_on"] = one.facts.pop("day")
        changed.append(one)
    versions.model.objects.bulk_update(changed, ["facts"], batch_size=_SIZE)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0010_words_of_versions"),
        ("news", "0004_day"),
    ]

    operations = [
        migrations.RenameField("news", "day", "event_on"),
        migrations.AddField("news", "event_until_on", models.DateField(null=True)),
        migrations.AddField(
            "news", "what", models.CharField(blank=True, db_default="", default="", max_length=12)
        ),
        migrations.AddConstraint(
            "news",
            models.CheckConstraint(
                condition=Q(event_until_on=None) | Q(event_until_on__gte=F("event_on")), name="news_days_in_order"
            ),
        ),
        migrations.RunPython(told_again, migrations.RunPython.noop),
    ]
