from django.db import migrations

from core.lifecycle.triggers import AppendOnly, GuardMoves

# A test clock never goes back, and a tenant is born with one or never has one.
CLOCKS = """
CREATE FUNCTION billing_clock_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a test clock does not go back' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER goes_forward BEFORE UPDATE OF now ON billing_billingclock
  FOR EACH ROW WHEN (NEW.now < OLD.now) EXECUTE FUNCTION billing_clock_goes_forward();

CREATE FUNCTION billing_tenant_keeps_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a tenant keeps its clock and its currency' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER keeps_clock BEFORE UPDATE OF clock_id, currency ON billing_tenant
  FOR EACH ROW
  WHEN ((NEW.clock_id, NEW.currency) IS DISTINCT FROM (OLD.clock_id, OLD.currency))
  EXECUTE FUNCTION billing_tenant_keeps_clock();
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]

    operations = [
        GuardMoves(
            "billing_subscription",
            "trialing",
            [
                ("active", "cancelled"),
                ("active", "past_due"),
                ("cancelled", "active"),
                ("past_due", "active"),
                ("past_due", "cancelled"),
                ("trialing", "active"),
                ("trialing", "cancelled"),
            ],
        ),
        AppendOnly("billing_subscriptionmove", ["note"]),
        AppendOnly("billing_tenantevent"),
        AppendOnly("billing_billingplanversion"),
        migrations.RunSQL(CLOCKS, migrations.RunSQL.noop),
    ]
