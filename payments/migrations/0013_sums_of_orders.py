from django.db import migrations

# A trigger, so that no way of writing a payment, and no older version that still runs, leaves a sum behind.
# Whoever captures or refunds has locked the order already: this waits for nobody.
SUM_UP = """
CREATE OR REPLACE FUNCTION payments_payment_sum_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE orders_order o SET (paid, refunded) = (
    SELECT coalesce(sum(p.captured), 0), coalesce(sum(p.refunded), 0) FROM payments_payment p
    WHERE p.order_id = o.id AND p.currency = o.currency
  ) WHERE o.id = NEW.order_id;
  RETURN NULL;
END $$;
CREATE TRIGGER sum_up_first AFTER INSERT ON payments_payment
  FOR EACH ROW WHEN (NEW.captured <> 0)
  EXECUTE FUNCTION payments_payment_sum_up();
CREATE TRIGGER sum_up AFTER UPDATE OF captured, refunded, currency ON payments_payment
  FOR EACH ROW WHEN ((OLD.captured, OLD.refunded, OLD.currency)
    IS DISTINCT FROM (NEW.captured, NEW.refunded, NEW.currency))
  EXECUTE FUNCTION payments_payment_sum_up();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0013_paid_and_refunded"), ("payments", "0012_refunded_pieces")]

    operations = [migrations.RunSQL(SUM_UP, migrations.RunSQL.noop)]
