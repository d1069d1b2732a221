"""Invoices of which all was given back before are closed."""

from django.db import migrations

CLOSE = """
UPDATE orders_invoice SET closed_by_credit = true
WHERE kind = 'invoice' AND NOT closed_by_credit
  AND EXISTS (SELECT FROM orders_invoiceline line WHERE line.invoice_id = orders_invoice.id)
  AND NOT EXISTS (
      SELECT FROM orders_invoiceline line WHERE line.invoice_id = orders_invoice.id AND line.quantity > (
          SELECT coalesce(sum(back.quantity), 0) FROM orders_invoiceline back WHERE back.of_id = line.id
      )
  );
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0013_closed_by_credit")]

    operations = [migrations.RunSQL(CLOSE, migrations.RunSQL.noop)]
