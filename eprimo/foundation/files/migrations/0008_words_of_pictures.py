from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("files", "0007_voices"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="words",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
    ]
