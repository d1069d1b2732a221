import django.db.models.deletion
from django.db import migrations, models

from eprimo.foundation.content.school_triggers import held_to_no_school


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0008_of_territories"),
        ("news", "0002_same_school"),
    ]

    operations = [
        migrations.AlterField(
            model_name="news",
            name="school",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="directory.school",
            ),
        ),
        held_to_no_school("news_news"),
    ]
