"""What is written under notes stands among conversations."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0009_territories_share"),
        ("conversations", "0002_of_their_conversation"),
        ("directory", "0024_work_places"),
        ("liaison", "0014_same_school"),
        ("occasions", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel("Reply"),
        migrations.DeleteModel("Thread"),
        migrations.RunSQL("DROP SEQUENCE liaison_reply_id"),
        migrations.RunSQL("DROP SEQUENCE liaison_thread_id"),
    ]
