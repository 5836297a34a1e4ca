from importlib import import_module

from django.db import migrations

only_changes = import_module("billing.migrations.0004_invoice_guards").only_changes

CLOCKS_HAVE_SANDBOX_CARDS = """
CREATE FUNCTION billing_clock_has_sandbox_card() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM payments_savedmethod WHERE id = NEW.default_method_id AND gateway <> 'sandbox'
  ) THEN
    RAISE EXCEPTION 'a tenant on a test clock has sandbox cards only'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'clock_has_sandbox_card', TABLE = 'billing_tenant';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER clock_has_sandbox_card BEFORE INSERT OR UPDATE ON billing_tenant
  FOR EACH ROW WHEN (NEW.clock_id IS NOT NULL AND NEW.default_method_id IS NOT NULL)
  EXECUTE FUNCTION billing_clock_has_sandbox_card();
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0011_collection")]

    operations = [
        only_changes(
            "billing_collectiontry", ["cause", "ended_at", "result", "reason", "payment_id"]
        ),
        migrations.RunSQL(CLOCKS_HAVE_SANDBOX_CARDS, migrations.RunSQL.noop),
    ]
