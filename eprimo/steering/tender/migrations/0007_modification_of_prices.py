"""The modification of the contract that an amendment of prices is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("prices", "0007_amendment_notified"), ("tender", "0006_data_published")]

    operations = [
        migrations.AddField(
            "modification",
            "prices",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="modification",
                to="prices.priceamendment",
            ),
        )
    ]
