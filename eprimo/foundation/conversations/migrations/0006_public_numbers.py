"""A message is named on a page as every other thing is, by a number that tells nothing; those of before get one each."""

from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models

from eprimo.foundation.kernel.ids import uuid7


class Migration(migrations.Migration):
    dependencies = [("conversations", "0005_whom_it_is_with")]

    operations = [
        migrations.AddField(
            "message", "public_id", models.UUIDField(default=uuid7, db_default=RandomUUID(), editable=False)
        )
    ]
