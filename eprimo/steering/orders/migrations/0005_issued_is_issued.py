"""An invoice that was issued does not change, whoever writes: nor its lines, nor its file, whose content only the end of
its time takes away."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION orders_invoice_is_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an invoice was issued: it does not change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION orders_file_is_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.sha256 = OLD.sha256 AND NEW.invoice_id = OLD.invoice_id
       AND length(NEW.pdf) = 0 AND length(NEW.xml) = 0 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an invoice was issued: its file does not change' USING ERRCODE = 'restrict_violation';
END $$;
"""
TRIGGERS = """
CREATE TRIGGER invoice_is_issued BEFORE UPDATE OR DELETE ON orders_invoice
    FOR EACH ROW EXECUTE FUNCTION orders_invoice_is_issued();
CREATE TRIGGER invoice_line_is_issued BEFORE UPDATE OR DELETE ON orders_invoiceline
    FOR EACH ROW EXECUTE FUNCTION orders_invoice_is_issued();
CREATE TRIGGER invoice_file_is_issued BEFORE UPDATE OR DELETE ON orders_invoicefile
    FOR EACH ROW EXECUTE FUNCTION orders_file_is_issued();
"""
BACK = """
DROP TRIGGER invoice_is_issued ON orders_invoice;
DROP TRIGGER invoice_line_is_issued ON orders_invoiceline;
DROP TRIGGER invoice_file_is_issued ON orders_invoicefile;
DROP FUNCTION orders_invoice_is_issued, orders_file_is_issued;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_invoices")]

    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, BACK)]
