from django.db import migrations

# Deferred, since an order, its lines and its adjustments are written by several statements. Each transaction
# that changes them has locked the order, so no other one changes them between the check and the commit.
# Orders that nobody changes are not looked at. A delivery fee taken off before there was `applies_to` lowers
# the total like any other.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION orders_assert_total(pk bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  wrong record;
BEGIN
  SELECT o.number, o.subtotal, o.total, l.items, l.discount, a.amount, a.off INTO wrong
  FROM orders_order o,
    LATERAL (
      SELECT coalesce(sum(total), 0) AS items, coalesce(sum(discount), 0) AS discount
      FROM orders_orderline WHERE order_id = o.id
    ) l,
    LATERAL (
      SELECT coalesce(sum(amount), 0) AS amount,
        coalesce(-sum(amount) FILTER (WHERE applies_to = 'lines'), 0) AS off
      FROM orders_adjustment WHERE order_id = o.id
    ) a
  WHERE o.id = pk
    AND (o.subtotal <> l.items OR o.total <> l.items + a.amount OR l.discount <> a.off);
  IF FOUND THEN
    RAISE EXCEPTION 'order % does not add up: subtotal % of lines %, total % with adjustments %, line discounts % of %',
      wrong.number, wrong.subtotal, wrong.items, wrong.total, wrong.amount, wrong.discount, wrong.off
      USING ERRCODE = 'check_violation', CONSTRAINT = 'order_adds_up', TABLE = 'orders_order';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION orders_order_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM orders_assert_total(NEW.id);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION orders_part_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM orders_assert_total(OLD.order_id);
  END IF;
  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.order_id <> OLD.order_id) THEN
    PERFORM orders_assert_total(NEW.order_id);
  END IF;
  RETURN NULL;
END $$;
"""

OF_ORDERS = """
DROP TRIGGER IF EXISTS adds_up_first ON orders_order;
DROP TRIGGER IF EXISTS adds_up ON orders_order;
CREATE CONSTRAINT TRIGGER adds_up_first AFTER INSERT ON orders_order
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_order_adds_up();
CREATE CONSTRAINT TRIGGER adds_up AFTER UPDATE OF subtotal, total ON orders_order
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.subtotal, OLD.total) IS DISTINCT FROM (NEW.subtotal, NEW.total))
  EXECUTE FUNCTION orders_order_adds_up();
"""

OF_LINES = """
DROP TRIGGER IF EXISTS adds_up_rows ON orders_orderline;
DROP TRIGGER IF EXISTS adds_up ON orders_orderline;
CREATE CONSTRAINT TRIGGER adds_up_rows AFTER INSERT OR DELETE ON orders_orderline
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_part_adds_up();
CREATE CONSTRAINT TRIGGER adds_up AFTER UPDATE OF total, discount, order_id ON orders_orderline
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.total, OLD.discount, OLD.order_id)
    IS DISTINCT FROM (NEW.total, NEW.discount, NEW.order_id))
  EXECUTE FUNCTION orders_part_adds_up();
"""

OF_ADJUSTMENTS = """
DROP TRIGGER IF EXISTS adds_up_rows ON orders_adjustment;
DROP TRIGGER IF EXISTS adds_up ON orders_adjustment;
CREATE CONSTRAINT TRIGGER adds_up_rows AFTER INSERT OR DELETE ON orders_adjustment
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_part_adds_up();
CREATE CONSTRAINT TRIGGER adds_up AFTER UPDATE OF amount, applies_to, order_id ON orders_adjustment
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.amount, OLD.applies_to, OLD.order_id)
    IS DISTINCT FROM (NEW.amount, NEW.applies_to, NEW.order_id))
  EXECUTE FUNCTION orders_part_adds_up();
"""


class Migration(migrations.Migration):
    """Each table in a transaction of its own: moves lock the three in different orders. It may be run twice."""

    atomic = False

    dependencies = [("orders", "0026_discounts_checked")]

    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (FUNCTIONS, OF_ORDERS, OF_LINES, OF_ADJUSTMENTS)
    ]
