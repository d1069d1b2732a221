"""What a contract says of years and bands does not change once its prices were awarded, whoever writes."""

from django.db import migrations

STANDS = """
CREATE FUNCTION prices_terms_stand() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.prices_priceschedule s WHERE s.market_id = OLD.market_id AND s.awarded_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the prices were awarded: their terms do not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER terms_stand BEFORE UPDATE OR DELETE ON prices_priceterms
    FOR EACH ROW EXECUTE FUNCTION prices_terms_stand();
"""
BACK = """
DROP TRIGGER terms_stand ON prices_priceterms;
DROP FUNCTION prices_terms_stand;
"""


class Migration(migrations.Migration):
    dependencies = [("prices", "0004_terms")]

    operations = [migrations.RunSQL(STANDS, BACK)]
