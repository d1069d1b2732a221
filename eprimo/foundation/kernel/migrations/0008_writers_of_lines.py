from django.db import migrations, models
from django.db.models.functions import Cast


class Migration(migrations.Migration):
    """The default does not differ from row to row of one statement, so no month of the trail is written again."""

    dependencies = [
        ('kernel', '0007_switches_of_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='auditline',
            name='written_in',
            field=models.BigIntegerField(
                db_default=Cast(
                    Cast(models.Func(function='pg_current_xact_id'), models.TextField()), models.BigIntegerField()
                ),
                editable=False,
                null=True,
            ),
        ),
    ]
