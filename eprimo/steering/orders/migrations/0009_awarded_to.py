"""Markets whose offers were opened elsewhere: to who their invoices name already."""

from django.db import migrations

NAMED = """
UPDATE prices_priceschedule s SET contractor = e.name, contractor_siret = e.siret
FROM orders_seller e
WHERE e.market_id = s.market_id AND s.awarded_at IS NOT NULL AND s.contractor = '' AND e.name <> '';
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_bank"), ("prices", "0002_contractor"), ("tender", "0004_awarded_to")]

    operations = [migrations.RunSQL(NAMED, migrations.RunSQL.noop)]
