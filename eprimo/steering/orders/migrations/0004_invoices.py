import django.db.models.deletion
import django.db.models.expressions
import eprimo.foundation.kernel.clock
import eprimo.foundation.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consortium", "0003_dossier"),
        ("directory", "0013_adults_of_schools"),
        ("orders", "0003_grants"),
    ]

    operations = [
        migrations.CreateModel(
            name="Billing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("needs_engagement", models.BooleanField(default=False)),
                ("needs_service", models.BooleanField(default=False)),
                ("engagement", models.CharField(blank=True, max_length=50)),
                ("service", models.CharField(blank=True, max_length=100)),
                ("platform", models.BooleanField(default=True)),
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="billing",
                        to="consortium.member",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InvoiceBook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("last_invoice", models.PositiveIntegerField(default=0)),
                ("last_credit", models.PositiveIntegerField(default=0)),
                (
                    "market",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_book",
                        to="consortium.market",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InvoiceRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.UUIDField(default=eprimo.foundation.kernel.ids.uuid7, editable=False, unique=True),
                ),
                ("asked_at", models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ("total", models.PositiveIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "market",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_runs",
                        to="consortium.market",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.UUIDField(default=eprimo.foundation.kernel.ids.uuid7, editable=False, unique=True),
                ),
                (
                    "kind",
                    models.CharField(choices=[("invoice", "Facture"), ("credit", "Avoir")], max_length=7),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("issued", "Émise ici"), ("imported", "Reprise du logiciel du titulaire")],
                        default="issued",
                        max_length=8,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("chorus", "Chorus Pro"),
                            ("platform", "Plateforme agréée"),
                            ("plain", "Factur-X, sans plateforme"),
                        ],
                        max_length=8,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField(null=True)),
                ("reference", models.CharField(max_length=20)),
                ("issued_on", models.DateField()),
                ("due_on", models.DateField(null=True)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("buyer_siret", models.CharField(max_length=14)),
                ("engagement", models.CharField(blank=True, max_length=50)),
                ("service", models.CharField(blank=True, max_length=100)),
                ("accounts", models.PositiveIntegerField()),
                ("net", models.DecimalField(decimal_places=2, max_digits=12)),
                ("tax", models.DecimalField(decimal_places=2, max_digits=12)),
                ("total", models.DecimalField(decimal_places=2, max_digits=12)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="orders.invoice",
                    ),
                ),
                (
                    "market",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="consortium.market",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="consortium.member",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="orders.order",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="orders.invoicerun",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InvoiceRunFault",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("sentence", models.CharField(max_length=300)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.order"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="faults",
                        to="orders.invoicerun",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Seller",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("siret", models.CharField(max_length=14)),
                ("street", models.CharField(blank=True, max_length=120)),
                ("postcode", models.CharField(blank=True, max_length=5)),
                ("city", models.CharField(blank=True, max_length=80)),
                ("legal", models.CharField(blank=True, max_length=200)),
                ("iban", models.CharField(blank=True, max_length=34)),
                ("bic", models.CharField(blank=True, max_length=11)),
                ("contract", models.CharField(blank=True, max_length=50)),
                (
                    "market",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seller",
                        to="consortium.market",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InvoiceAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[("certified", "Service fait"), ("disputed", "Contestée")], max_length=9
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("answered_at", models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="orders.invoice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "disputed"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="invoice_dispute_says_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceDeposit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
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
                ("on", models.DateField()),
                ("recorded_at", models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deposits",
                        to="orders.invoice",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["invoice", "-on", "-id"], name="invoice_deposit_last")],
            },
        ),
        migrations.CreateModel(
            name="InvoiceFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pdf", models.BinaryField(default=b"")),
                ("xml", models.BinaryField()),
                ("sha256", models.CharField(help_text="of the PDF, else of the XML", max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("ends", models.DateTimeField(help_text="when the period that it is of is over")),
                (
                    "invoice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="file", to="orders.invoice"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="invoice_file_hash"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=12)),
                ("designation", models.CharField(max_length=200)),
                ("uai", models.CharField(blank=True, max_length=8)),
                ("school_name", models.CharField(blank=True, max_length=160)),
                ("quantity", models.PositiveIntegerField()),
                ("unit_ht", models.DecimalField(decimal_places=2, max_digits=9)),
                ("vat_rate", models.DecimalField(decimal_places=2, max_digits=4)),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="orders.invoice"
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credited",
                        to="orders.invoiceline",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.school",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("invoice"), models.F("position"), name="invoice_line_place"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="invoicerun",
            constraint=models.UniqueConstraint(
                models.F("market"), condition=models.Q(("ended_at", None)), name="invoice_run_one_at_once"
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(models.F("member"), models.F("year"), name="invoice_member_year"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                models.F("market"), models.F("kind"), models.F("number"), name="invoice_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                models.F("market"), models.F("reference"), name="invoice_reference_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                models.F("order"),
                models.F("year"),
                condition=models.Q(("kind", "invoice")),
                name="invoice_one_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number__isnull", False), ("origin", "issued")),
                    models.Q(("number", None), ("origin", "imported")),
                    _connector="OR",
                ),
                name="invoice_number_when_issued",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("corrects__isnull", False),
                        ("kind", "credit"),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    models.Q(("corrects", None), ("kind", "invoice")),
                    _connector="OR",
                ),
                name="invoice_credit_says_of_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total",
                        django.db.models.expressions.CombinedExpression(
                            models.F("net"), "+", models.F("tax")
                        ),
                    )
                ),
                name="invoice_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="invoice_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("buyer_siret__regex", "^[0-9]{14}$")), name="invoice_siret"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicerunfault",
            constraint=models.UniqueConstraint(
                models.F("run"), models.F("order"), models.F("year"), name="invoice_run_fault_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="seller",
            constraint=models.CheckConstraint(
                condition=models.Q(("siret__regex", "^[0-9]{14}$")), name="seller_siret"
            ),
        ),
    ]
