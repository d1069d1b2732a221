"""An invoice of which all was given back stands in the way of no other one. Of what was issued, that is the one thing
that changes: once, and only when its credit notes come to its total."""

from django.db import migrations, models

_MAY_CLOSE = """
CREATE OR REPLACE FUNCTION orders_invoice_is_issued() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_RELID = 'public.orders_invoice'::regclass
       AND to_jsonb(NEW) - 'closed_by_credit' = to_jsonb(OLD) - 'closed_by_credit'
       AND (to_jsonb(NEW) ->> 'closed_by_credit')::boolean
       AND (to_jsonb(OLD) ->> 'total')::numeric = (
           SELECT sum(credit.total) FROM public.orders_invoice credit WHERE credit.corrects_id = OLD.id
       ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an invoice was issued: it does not change' USING ERRCODE = 'restrict_violation';
END $$;
"""
_NEVER = """
CREATE OR REPLACE FUNCTION orders_invoice_is_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an invoice was issued: it does not change' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0012_buyer_address")]

    operations = [
        migrations.AddField("invoice", "closed_by_credit", models.BooleanField(db_default=False, default=False)),
        migrations.RemoveConstraint("invoice", "invoice_one_a_year"),
        migrations.AddConstraint(
            "invoice",
            models.UniqueConstraint(
                models.F("order"),
                models.F("year"),
                condition=models.Q(("closed_by_credit", False), ("kind", "invoice")),
                name="invoice_one_a_year",
            ),
        ),
        migrations.RunSQL(_MAY_CLOSE, _NEVER),
    ]
