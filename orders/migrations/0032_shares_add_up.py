from django.db import migrations

# As order_adds_up (0027): deferred, of changed rows only. An order without discounts on lines queues no check.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION orders_assert_shares(pk bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM orders_adjustment a
    WHERE a.order_id = pk AND (CASE WHEN a.applies_to = 'lines' THEN -a.amount ELSE 0 END) <>
      (SELECT coalesce(sum(s.amount), 0) FROM orders_adjustmentshare s WHERE s.adjustment_id = a.id)
  ) OR EXISTS (
    SELECT FROM orders_orderline l
    WHERE l.order_id = pk AND l.discount <>
      (SELECT coalesce(sum(s.amount), 0) FROM orders_adjustmentshare s WHERE s.line_id = l.id)
  ) THEN
    RAISE EXCEPTION 'the discounts of order % are not the shares of its lines', pk
      USING ERRCODE = 'check_violation', CONSTRAINT = 'shares_add_up', TABLE = 'orders_adjustmentshare';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION orders_parts_shares_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM orders_assert_shares(NEW.order_id);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION orders_share_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM orders_assert_shares(order_id) FROM (
      SELECT order_id FROM orders_adjustment WHERE id = OLD.adjustment_id
      UNION SELECT order_id FROM orders_orderline WHERE id = OLD.line_id
    ) o;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM orders_assert_shares(order_id) FROM (
      SELECT order_id FROM orders_adjustment WHERE id = NEW.adjustment_id
      UNION SELECT order_id FROM orders_orderline WHERE id = NEW.line_id
    ) o;
  END IF;
  RETURN NULL;
END $$;
"""

OF_SHARES = """
DROP TRIGGER IF EXISTS shares_add_up ON orders_adjustmentshare;
CREATE CONSTRAINT TRIGGER shares_add_up AFTER INSERT OR DELETE OR UPDATE ON orders_adjustmentshare
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_share_adds_up();
"""

OF_LINES = """
DROP TRIGGER IF EXISTS shares_add_up_first ON orders_orderline;
DROP TRIGGER IF EXISTS shares_add_up ON orders_orderline;
CREATE CONSTRAINT TRIGGER shares_add_up_first AFTER INSERT ON orders_orderline
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.discount <> 0)
  EXECUTE FUNCTION orders_parts_shares_add_up();
CREATE CONSTRAINT TRIGGER shares_add_up AFTER UPDATE OF discount, order_id ON orders_orderline
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.discount, OLD.order_id) IS DISTINCT FROM (NEW.discount, NEW.order_id))
  EXECUTE FUNCTION orders_parts_shares_add_up();
"""

OF_ADJUSTMENTS = """
DROP TRIGGER IF EXISTS shares_add_up_first ON orders_adjustment;
DROP TRIGGER IF EXISTS shares_add_up ON orders_adjustment;
CREATE CONSTRAINT TRIGGER shares_add_up_first AFTER INSERT ON orders_adjustment
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.applies_to = 'lines')
  EXECUTE FUNCTION orders_parts_shares_add_up();
CREATE CONSTRAINT TRIGGER shares_add_up AFTER UPDATE OF amount, applies_to, order_id ON orders_adjustment
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.amount, OLD.applies_to, OLD.order_id)
    IS DISTINCT FROM (NEW.amount, NEW.applies_to, NEW.order_id))
  EXECUTE FUNCTION orders_parts_shares_add_up();
"""


class Migration(migrations.Migration):
    """Each table in a transaction of its own: moves lock the three in different orders. It may be run twice.

    No released version takes anything off lines, so no stored order lacks its shares.
    """

    atomic = False

    dependencies = [("orders", "0031_lines_of_shares")]

    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (FUNCTIONS, OF_SHARES, OF_LINES, OF_ADJUSTMENTS)
    ]
