"""The day on which the contractor had an amendment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("prices", "0006_amendments")]

    operations = [migrations.AddField("priceamendment", "notified_on", models.DateField(null=True))]
