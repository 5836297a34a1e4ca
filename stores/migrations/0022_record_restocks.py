from django.db import migrations

# As in 0018; besides, pieces for which people wait, there again, are a restock. Not what comes back from an
# order while there are others: an order that is placed and expires again brings nobody a piece.
RECORD = """
CREATE OR REPLACE FUNCTION stores_product_record_restock(
  product bigint, was_gone boolean, old_stock integer, new_stock integer, cause text, moment timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT was_gone AND (
    new_stock <= old_stock OR new_stock IS NULL OR old_stock IS NULL
    OR cause IN ('order', 'revived', 'expired', 'cancelled', 'rejected')
  ) THEN
    RETURN;
  END IF;
  IF EXISTS (
    SELECT 1 FROM stores_restockrequest
    WHERE product_id = product AND confirmed_at IS NOT NULL AND told_at IS NULL
  ) THEN
    INSERT INTO stores_restock (product_id, pieces, at) VALUES (
      product, new_stock - CASE WHEN was_gone THEN 0 ELSE old_stock END, moment
    );
  END IF;
END $$;

CREATE OR REPLACE FUNCTION stores_product_record_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  details jsonb := nullif(current_setting('jumun.change', true), '')::jsonb;
  changed bigint;
  old_stock integer; new_stock integer;
  old_price numeric; new_price numeric;
  reason text;
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
  reason := CASE TG_OP WHEN 'INSERT' THEN 'opening' WHEN 'DELETE' THEN 'deleted'
    ELSE coalesce(details ->> 'cause', 'direct') END;
  IF old_stock IS DISTINCT FROM new_stock THEN
    INSERT INTO stores_stockchange (product_id, change, after, cause, reference, note, actor_id, at) VALUES (
      changed, coalesce(new_stock, 0) - coalesce(old_stock, 0), new_stock, reason,
      coalesce(details ->> 'reference', ''), coalesce(details ->> 'note', ''),
      (details ->> 'actor')::bigint, moment
    );
  END IF;
  IF old_price IS DISTINCT FROM new_price AND TG_OP <> 'DELETE' THEN
    INSERT INTO stores_pricechange (product_id, former, price, actor_id, at)
    VALUES (changed, old_price, new_price, (details ->> 'actor')::bigint, moment);
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.is_available AND NOT NEW.is_hidden AND NEW.stock IS DISTINCT FROM 0 THEN
    PERFORM stores_product_record_restock(
      changed, NOT OLD.is_available OR OLD.is_hidden OR OLD.stock IS NOT DISTINCT FROM 0,
      old_stock, new_stock, reason, moment
    );
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS record_changes ON stores_product;
CREATE TRIGGER record_changes AFTER UPDATE OF stock, price, is_available, is_hidden ON stores_product
  FOR EACH ROW WHEN (
    (OLD.stock, OLD.price, OLD.is_available, OLD.is_hidden)
    IS DISTINCT FROM (NEW.stock, NEW.price, NEW.is_available, NEW.is_hidden)
  )
  EXECUTE FUNCTION stores_product_record_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("stores", "0021_restocks")]

    operations = [migrations.RunSQL(RECORD, migrations.RunSQL.noop)]
