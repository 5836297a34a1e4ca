from typing import Any

from django.db import migrations, transaction

from core.lifecycle.triggers import AppendOnly

BATCH = 1_000  # products: their orders wait for some hundredths of a second

# A statement of its own, so that the next one sees every row that the trigger has written.
LOCK = "SELECT 1 FROM stores_product WHERE id > %(first)s AND id <= %(last)s ORDER BY id FOR NO KEY UPDATE"

# A product may have changed since the trigger is there: its first row then is what was before that.
STOCK = """
INSERT INTO stores_stockchange (product_id, change, after, cause, reference, note, at)
SELECT p.id, coalesce(p.stock, 0) - coalesce(c.sum, 0), coalesce(p.stock, 0) - coalesce(c.sum, 0),
  'opening', '', '', coalesce(c.first, now())
FROM stores_product p
LEFT JOIN LATERAL (
  SELECT sum(change) AS sum, min(at) AS first FROM stores_stockchange WHERE product_id = p.id
) c ON true
WHERE p.id > %(first)s AND p.id <= %(last)s
  AND (coalesce(p.stock, 0) <> coalesce(c.sum, 0) OR (p.stock = 0 AND c.sum IS NULL))
"""
PRICES = """
INSERT INTO stores_pricechange (product_id, former, price, at)
SELECT p.id, NULL, coalesce(c.former, p.price), coalesce(c.at, now())
FROM stores_product p
LEFT JOIN LATERAL (
  SELECT former, at FROM stores_pricechange WHERE product_id = p.id ORDER BY id LIMIT 1
) c ON true
WHERE p.id > %(first)s AND p.id <= %(last)s AND NOT EXISTS (
  SELECT 1 FROM stores_pricechange WHERE product_id = p.id AND former IS NULL
)
"""

# A row that the trigger of products did not write would falsify the sum.
GUARD = """
CREATE OR REPLACE FUNCTION {table}_by_trigger_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of {table} are written by the trigger of stores_product only'
    USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER IF EXISTS by_trigger_only ON {table};
CREATE TRIGGER by_trigger_only BEFORE INSERT ON {table}
  FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION {table}_by_trigger_only();
"""


def open_histories(apps: Any, schema_editor: Any) -> None:
    """May be run twice."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM stores_product")
        [last] = cursor.fetchone()
        for first in range(0, last, BATCH):
            batch = {"first": first, "last": first + BATCH}
            with transaction.atomic(using=connection.alias):
                for statement in (LOCK, STOCK, PRICES):
                    cursor.execute(statement, batch)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("stores", "0018_record_changes")]

    operations = [
        migrations.RunPython(open_histories, migrations.RunPython.noop),
        AppendOnly("stores_stockchange"),
        AppendOnly("stores_pricechange"),
        migrations.RunSQL(GUARD.format(table="stores_stockchange"), migrations.RunSQL.noop),
        migrations.RunSQL(GUARD.format(table="stores_pricechange"), migrations.RunSQL.noop),
    ]
