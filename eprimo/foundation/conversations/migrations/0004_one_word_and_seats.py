"""What became of a message is called in French; the seats of a conversation are found by it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("conversations", "0003_read_by_the_school")]

    operations = [
        migrations.AlterField(
            "message",
            "state",
            models.CharField(
                choices=[("sent", "Envoyé"), ("recalled", "Retiré"), ("held", "Retenu")], default="sent", max_length=8
            ),
        ),
        migrations.AddIndex("seat", models.Index("conversation_id", name="seat_of_conversation")),
    ]
