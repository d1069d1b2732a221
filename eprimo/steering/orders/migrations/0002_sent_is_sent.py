"""An order that bears a number does not change, whoever writes: only its state moves."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION orders_order_is_sent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := ARRAY['state', 'acknowledged_at', 'cancelled_at', 'cancel_reason', 'signatory_id'];
BEGIN
    IF OLD.number IS NULL THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - moves <> to_jsonb(OLD) - moves THEN
        RAISE EXCEPTION 'order % was sent: it does not change', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION orders_part_is_sent() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.orders_order o WHERE o.number IS NOT NULL
               AND o.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.order_id ELSE OLD.order_id END) THEN
        RAISE EXCEPTION 'the order was sent: its lines do not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
"""
TRIGGERS = """
CREATE TRIGGER order_is_sent BEFORE UPDATE OR DELETE ON orders_order
    FOR EACH ROW EXECUTE FUNCTION orders_order_is_sent();
CREATE TRIGGER line_is_sent BEFORE INSERT OR UPDATE OR DELETE ON orders_orderline
    FOR EACH ROW EXECUTE FUNCTION orders_part_is_sent();
CREATE TRIGGER charge_is_sent BEFORE INSERT OR UPDATE OR DELETE ON orders_ordercharge
    FOR EACH ROW EXECUTE FUNCTION orders_part_is_sent();
CREATE TRIGGER document_is_sent BEFORE UPDATE ON orders_orderdocument
    FOR EACH ROW EXECUTE FUNCTION orders_part_is_sent();
"""
BACK = """
DROP TRIGGER order_is_sent ON orders_order;
DROP TRIGGER line_is_sent ON orders_orderline;
DROP TRIGGER charge_is_sent ON orders_ordercharge;
DROP TRIGGER document_is_sent ON orders_orderdocument;
DROP FUNCTION orders_order_is_sent, orders_part_is_sent;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, BACK)]
