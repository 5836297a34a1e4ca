from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

# The rows of the ledger are written here and nowhere else, under the lock of the product that the statement has
# anyway: no writer can leave them out, raw SQL and an older version that still runs included. Who writes says
# why in the setting `jumun.change`, in the same statement (stores/stock.py); it is for one product and one
# statement, so that a later one that says nothing is not given the reason of another.
RECORD = """
CREATE OR REPLACE FUNCTION stores_product_record_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  details jsonb := nullif(current_setting('jumun.change', true), '')::jsonb;
  changed bigint;
  old_stock integer; new_stock integer;
  old_price numeric; new_price numeric;
  moment timestamptz;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    changed := OLD.id; old_stock := OLD.stock; old_price := OLD.price;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    changed := NEW.id; new_stock := NEW.stock; new_price := NEW.price;
  END IF;
  IF details IS NOT NULL THEN
    PERFORM set_config('jumun.change', '', true);
    IF (details ->> 'product')::bigint IS DISTINCT FROM changed AND NOT (
      TG_OP = 'INSERT' AND details ->> 'product' IS NULL
    ) THEN
      details := NULL;
    END IF;
  END IF;
  moment := coalesce((details ->> 'at')::timestamptz, now());
  IF old_stock IS DISTINCT FROM new_stock THEN
    INSERT INTO stores_stockchange (product_id, change, after, cause, reference, note, actor_id, at) VALUES (
      changed, coalesce(new_stock, 0) - coalesce(old_stock, 0), new_stock,
      CASE TG_OP WHEN 'INSERT' THEN 'opening' WHEN 'DELETE' THEN 'deleted'
        ELSE coalesce(details ->> 'cause', 'direct') END,
      coalesce(details ->> 'reference', ''), coalesce(details ->> 'note', ''),
      (details ->> 'actor')::bigint, moment
    );
  END IF;
  IF old_price IS DISTINCT FROM new_price AND TG_OP <> 'DELETE' THEN
    INSERT INTO stores_pricechange (product_id, former, price, actor_id, at)
    VALUES (changed, old_price, new_price, (details ->> 'actor')::bigint, moment);
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS record_first ON stores_product;
DROP TRIGGER IF EXISTS record_changes ON stores_product;
DROP TRIGGER IF EXISTS record_last ON stores_product;
CREATE TRIGGER record_first AFTER INSERT ON stores_product
  FOR EACH ROW EXECUTE FUNCTION stores_product_record_changes();
CREATE TRIGGER record_changes AFTER UPDATE OF stock, price ON stores_product
  FOR EACH ROW WHEN ((OLD.stock, OLD.price) IS DISTINCT FROM (NEW.stock, NEW.price))
  EXECUTE FUNCTION stores_product_record_changes();
CREATE TRIGGER record_last AFTER DELETE ON stores_product
  FOR EACH ROW EXECUTE FUNCTION stores_product_record_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("stores", "0017_product_limits")]

    operations = [
        ValidateConstraint(model_name="product", name="max_per_order_positive"),
        migrations.RunSQL(RECORD, migrations.RunSQL.noop),
    ]
