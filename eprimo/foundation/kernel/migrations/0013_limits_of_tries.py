from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0012_lanes")]

    operations = [
        migrations.AddField("throttle", "burst", models.FloatField(null=True)),
        migrations.AddField("throttle", "seconds_each", models.FloatField(null=True)),
    ]
