import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import eprimo.foundation.kernel.clock


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_suspended_reason"),
        ("directory", "0014_animals"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScopedSecret",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(blank=True, max_length=128)),
                ("words", models.BinaryField(null=True)),
                ("since", models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scoped_secrets",
                        to="accounts.account",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.school",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        F("account"), F("school"), name="scoped_secret_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=Q(("password", ""), _negated=True) | Q(("words__isnull", False)),
                        name="scoped_secret_is_one",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="session",
            name="scope",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), null=True
            ),
        ),
        migrations.AddField(
            model_name="signincode",
            name="school",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="directory.school",
            ),
        ),
        migrations.RemoveConstraint(model_name="signincode", name="sign_in_code_one_open"),
        migrations.AddConstraint(
            model_name="signincode",
            constraint=models.UniqueConstraint(
                F("account"),
                F("school"),
                condition=Q(
                    ("cancelled_at", None), ("purpose__in", ("activation", "renewal")), ("used_at", None)
                ),
                name="sign_in_code_open",
                nulls_distinct=False,
            ),
        ),
    ]
