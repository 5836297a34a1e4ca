from django.db import migrations

CLOCKS_PAY_SANDBOX_MONEY = """
CREATE FUNCTION billing_clock_pays_sandbox_money() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM billing_collectiontry c
    JOIN billing_invoice i ON i.id = c.invoice_id
    JOIN billing_tenant t ON t.id = i.tenant_id
    WHERE c.order_id = NEW.order_id AND t.clock_id IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'a tenant on a test clock pays nothing but sandbox money'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'clock_pays_sandbox_money', TABLE = 'payments_payment';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER clock_pays_sandbox_money BEFORE INSERT ON payments_payment
  FOR EACH ROW WHEN (NEW.gateway <> 'sandbox')
  EXECUTE FUNCTION billing_clock_pays_sandbox_money();
"""


class Migration(migrations.Migration):
    """Alone, as it waits for those who pay meanwhile."""

    dependencies = [("billing", "0012_collection_guards")]

    operations = [migrations.RunSQL(CLOCKS_PAY_SANDBOX_MONEY, migrations.RunSQL.noop)]
