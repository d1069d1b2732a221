"""Which level of a class that has several a pupil is of, where a source says so."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0025_places_by_sets'),
    ]

    operations = [
        migrations.AddField(
            model_name='classmembership',
            name='level',
            field=models.CharField(blank=True, choices=[('TPS', 'Toute petite section'), ('PS', 'Petite section'), ('MS', 'Moyenne section'), ('GS', 'Grande section'), ('CP', 'Cours préparatoire'), ('CE1', 'Cours élémentaire 1'), ('CE2', 'Cours élémentaire 2'), ('CM1', 'Cours moyen 1'), ('CM2', 'Cours moyen 2'), ('ULIS', 'Unité localisée pour l’inclusion scolaire')], db_default='', default='', max_length=4),
        ),
    ]
