"""What is put away is found in an index of its own, in the order of its list."""

from django.db import migrations, models
from django.db.models import F, OrderBy, Q


class Migration(migrations.Migration):
    dependencies = [("content", "0012_orders_of_lists")]

    operations = [
        migrations.AddField("resource", "put_away", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("share", "put_away", models.BooleanField(db_default=False, default=False)),
        migrations.AddIndex(
            "resource",
            models.Index(
                F("owner"),
                F("service"),
                OrderBy(F("updated_at"), descending=True),
                OrderBy(F("id"), descending=True),
                condition=Q(("put_away", True)),
                name="resource_put_away",
            ),
        ),
        migrations.AddIndex(
            "share",
            models.Index(
                F("audience"),
                F("service"),
                OrderBy(F("updated_at"), descending=True),
                OrderBy(F("resource"), descending=True),
                condition=Q(("put_away", True)),
                name="share_put_away",
            ),
        ),
    ]
