"""When a fact about a date was touched, the key of the act that said it, and what was taken out again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('occasions', '0002_marks'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='mark',
            name='mark_state',
        ),
        migrations.AddField(
            model_name='mark',
            name='key',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='mark',
            name='touched_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='mark',
            name='state',
            field=models.CharField(choices=[('packed', 'Packed'), ('out', 'Out')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['out', 'packed'])), name='mark_state'),
        ),
    ]
