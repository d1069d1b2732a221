from django.db import migrations, models


class Migration(migrations.Migration):
    """What a form sends twice is one message. Words written before have no key."""

    dependencies = [("liaison", "0008_reminder_taken_back")]

    operations = [
        migrations.AddField("reply", "key", models.UUIDField(null=True)),
        migrations.AddConstraint(
            "reply",
            models.UniqueConstraint(
                models.F("school_year"), models.F("note"), models.F("child"), models.F("guardian"), models.F("key"),
                name="reply_once_a_form",
            ),
        ),
    ]
