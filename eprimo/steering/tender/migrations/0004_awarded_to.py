"""Markets that were awarded before schedules named to whom: to the offer that was retained."""

from django.db import migrations

NAMED = """
UPDATE prices_priceschedule s SET contractor = o.bidder, contractor_siret = o.siret
FROM tender_consultation c JOIN tender_offer o ON o.id = c.retained_id
WHERE c.market_id = s.market_id AND s.awarded_at IS NOT NULL AND s.contractor = '';
"""


class Migration(migrations.Migration):
    dependencies = [("tender", "0003_public_data"), ("prices", "0002_contractor")]

    operations = [migrations.RunSQL(NAMED, migrations.RunSQL.noop)]
