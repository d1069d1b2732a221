"""A draft beside the versions; and an audience named for the first time reaches the sessions that are open.

A session keeps the ids of its audiences under the epochs of its schools: the row of a new audience raises them.
"""

from django.db import migrations, models

TRIGGER = """
CREATE TRIGGER content_new_audience AFTER INSERT ON access_audience
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION directory_school_link();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("content", "0001_initial"),
        ("directory", "0002_epochs_and_same_school"),
    ]

    operations = [
        migrations.AddField("resource", "draft", models.JSONField(null=True)),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER content_new_audience ON access_audience"),
    ]
