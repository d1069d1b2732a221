"""Who saw the signature of a form, what was found of electronic ones, and by which authorities they are trusted."""

import django.db.models.deletion
import eprimo.foundation.kernel.clock
import eprimo.foundation.kernel.ids
from django.db import migrations, models


SENT = """
CREATE OR REPLACE FUNCTION orders_order_is_sent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := ARRAY[%s];
BEGIN
    IF OLD.number IS NULL THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves THEN
        RAISE EXCEPTION 'order %% was sent: it does not change', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = (
    "'state', 'acknowledged_at', 'cancelled_at', 'cancel_reason', 'signatory_id', 'pressed_by_id', 'right_id'"
)
NOW = f"{BEFORE}, 'signature_seen_at'"


class Migration(migrations.Migration):
    dependencies = [
        ("consortium", "0014_rights_nameless"),
        ("directory", "0029_closures"),
        ("orders", "0014_money"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrustRoot",
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
                ("subject", models.CharField(max_length=200)),
                ("issuer", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("ends_at", models.DateTimeField()),
                ("der", models.BinaryField()),
                ("filed_at", models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="order",
            name="signature_seen_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="orderdocument",
            name="signatures",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signature_seen_at", None),
                    models.Q(("acknowledged_at__isnull", False), ("way", "joined")),
                    _connector="OR",
                ),
                name="order_signature_seen_on_a_form",
            ),
        ),
        migrations.AddField(
            model_name="trustroot",
            name="market",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="trust_roots",
                to="consortium.market",
            ),
        ),
        migrations.AddConstraint(
            model_name="trustroot",
            constraint=models.UniqueConstraint(
                models.F("market"),
                models.F("sha256"),
                condition=models.Q(("withdrawn_at", None)),
                name="trust_root_filed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="trustroot",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="trust_root_hash"
            ),
        ),
        migrations.RunSQL(SENT % NOW, SENT % BEFORE),
    ]
