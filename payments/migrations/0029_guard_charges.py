from django.db import migrations

# The order is locked, so that of two concurrent payments the second sees the first; by the verbs it is already.
SQL = """
CREATE OR REPLACE FUNCTION payments_payment_guard_charges() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'the saved method of a payment never changes' USING ERRCODE = 'check_violation';
  END IF;
  PERFORM 1 FROM orders_order WHERE id = NEW.order_id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM payments_payment
    WHERE order_id = NEW.order_id AND status IN ('started', 'unknown', 'waiting')
      AND (NEW.method_id IS NOT NULL OR method_id IS NOT NULL)
  ) THEN
    RAISE EXCEPTION 'a charge is the only open payment of its order' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.method_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM payments_savedmethod WHERE id = NEW.method_id AND gateway = NEW.gateway
  ) THEN
    RAISE EXCEPTION 'a charge is made at the gateway of its method' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard_charges BEFORE INSERT ON payments_payment
  FOR EACH ROW EXECUTE FUNCTION payments_payment_guard_charges();
CREATE TRIGGER guard_method BEFORE UPDATE OF method_id ON payments_payment
  FOR EACH ROW WHEN (OLD.method_id IS DISTINCT FROM NEW.method_id)
  EXECUTE FUNCTION payments_payment_guard_charges();
"""


class Migration(migrations.Migration):
    """A charge without the payer is exclusive of any other open payment of its order, both ways."""

    dependencies = [("payments", "0028_charges_by_order")]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
