from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """What is published has the instant from which those it is for see it, and a draft has none."""

    dependencies = [("content", "0003_kinds")]

    operations = [
        migrations.AddConstraint(
            "resource",
            models.CheckConstraint(
                condition=Q(published_at=None, visible_from=None)
                | Q(
                    published_at__isnull=False, visible_from__isnull=False, visible_from__gte=F("published_at")
                ),
                name="resource_visible_after_published",
            ),
        ),
    ]
