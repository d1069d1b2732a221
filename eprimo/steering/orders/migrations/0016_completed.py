"""Chorus Pro says « complétée » once the papers that a suspended invoice lacked are there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0015_proof")]

    operations = [
        migrations.AlterField(
            model_name="invoicedeposit",
            name="state",
            field=models.CharField(
                choices=[
                    ("IN_RECU", "Reçu"),
                    ("IN_EN_ATTENTE_TRAITEMENT_CPP", "En attente de traitement"),
                    ("IN_EN_COURS_TRAITEMENT_CPP", "En cours de traitement"),
                    ("IN_TRAITE_SE_CPP", "Traité"),
                    ("IN_INCIDENTE", "Incident"),
                    ("IN_REJETE", "Dépôt rejeté"),
                    ("IN_EN_ATTENTE_RETRAITEMENT_CPP", "En attente d’un second traitement"),
                    ("IN_INTEGRE", "Intégré"),
                    ("IN_INTEGRE_PARTIEL", "Intégré en partie"),
                    ("TRANSMISE", "Transmise"),
                    ("MISE_A_DISPOSITION", "Mise à disposition"),
                    ("SUSPENDUE", "Suspendue"),
                    ("COMPLETEE", "Complétée"),
                    ("A_RECYCLER", "À recycler"),
                    ("REJETEE", "Rejetée"),
                    ("SERVICE_FAIT", "Service fait"),
                    ("MANDATEE", "Mandatée"),
                    ("COMPTABILISEE", "Comptabilisée"),
                    ("MISE_EN_PAIEMENT", "Mise en paiement"),
                ],
                max_length=32,
            ),
        ),
    ]
