from django.db import migrations, models


class Migration(migrations.Migration):
    """What its author said of the words of a note: neither an hour nor a place. Nobody was asked before."""

    dependencies = [("liaison", "0009_reply_once")]

    operations = [
        migrations.AddField(
            "note", "confirmed_words", models.CharField(max_length=16, blank=True, default="", db_default="")
        ),
    ]
