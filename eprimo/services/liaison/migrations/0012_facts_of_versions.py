"""What each version of a note announced stands in the version."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("liaison", "0011_life_of_the_resource")]

    operations = [
        migrations.RunSQL(
            "UPDATE content_version v SET facts = e.facts - 'title' FROM liaison_edition e "
            "WHERE v.resource_id = e.note_id AND v.number = e.number"
        ),
        migrations.DeleteModel("Edition"),
    ]
