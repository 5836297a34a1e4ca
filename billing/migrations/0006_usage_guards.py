from django.db import migrations

from core.lifecycle.triggers import AppendOnly

REVERSALS = """
CREATE FUNCTION billing_reversal_negates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM billing_usageevent e
    WHERE e.id = NEW.reverses_id AND e.reverses_id IS NULL
      AND (e.tenant_id, e.meter_id, e.at, e.month, -e.quantity)
        = (NEW.tenant_id, NEW.meter_id, NEW.at, NEW.month, NEW.quantity)
  ) THEN
    RAISE EXCEPTION 'a reversal negates one event of usage' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reversal_negates BEFORE INSERT ON billing_usageevent
  FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL) EXECUTE FUNCTION billing_reversal_negates();
"""

METERS = """
CREATE FUNCTION billing_meter_keeps_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a meter keeps its code, aggregation and source' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER keeps_kind BEFORE UPDATE OF code, aggregation, source ON billing_meter
  FOR EACH ROW
  WHEN ((NEW.code, NEW.aggregation, NEW.source) IS DISTINCT FROM (OLD.code, OLD.aggregation, OLD.source))
  EXECUTE FUNCTION billing_meter_keeps_kind();
INSERT INTO billing_meter (code, name, unit, aggregation, source, is_active)
  VALUES ('orders', 'Orders', 'orders', 'sum', 'product', true);
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_usage")]

    operations = [
        AppendOnly("billing_usageevent"),
        migrations.RunSQL(REVERSALS, migrations.RunSQL.noop),
        migrations.RunSQL(METERS, migrations.RunSQL.noop),
    ]
