import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import eprimo.foundation.kernel.clock

# What Django marks as opening nothing is no secret: it has no row.
MOVED = """
INSERT INTO accounts_accountsecret (account_id, password, words, since)
SELECT id, CASE WHEN password LIKE '!%' THEN '' ELSE password END, words, COALESCE(words_at, activated_at, now())
  FROM accounts_account WHERE words IS NOT NULL OR password <> '' AND password NOT LIKE '!%'
"""


class Migration(migrations.Migration):
    """What opens an account lies apart from it, since others read the account."""

    dependencies = [
        ("accounts", "0015_second_factors"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountSecret",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="secret",
                        serialize=False,
                        to="accounts.account",
                    ),
                ),
                ("password", models.CharField(blank=True, max_length=128)),
                ("words", models.BinaryField(null=True)),
                ("since", models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(password="") | Q(words__isnull=False), name="account_secret_is_one"
                    ),
                ],
            },
        ),
        migrations.RunSQL(MOVED),
        # What the second wall made of these columns goes with them, and is made again by the same `migrate`.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE accounts_account DROP COLUMN password CASCADE, DROP COLUMN words CASCADE,"
                    " DROP COLUMN words_at CASCADE"
                ),
            ],
            state_operations=[
                migrations.RemoveField(model_name="account", name="password"),
                migrations.RemoveField(model_name="account", name="words"),
                migrations.RemoveField(model_name="account", name="words_at"),
            ],
        ),
    ]
