"""The school says to have read what a family wrote, as the family does; who answered had read."""

from django.db import migrations, models

_ANSWERED = "UPDATE conversations_conversation SET read_at = school_at"


class Migration(migrations.Migration):

    dependencies = [("conversations", "0002_of_their_conversation")]

    operations = [
        migrations.AddField("conversation", "read_at", models.DateTimeField(null=True)),
        migrations.RunSQL(_ANSWERED, migrations.RunSQL.noop),
    ]
