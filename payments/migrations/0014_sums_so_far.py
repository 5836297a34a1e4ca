from django.db import migrations, transaction

BATCH = 2000  # orders, locked for as long as it takes to sum up their payments

# The lock is a statement of its own: only what is read after it cannot be out of date.
LOCK = "SELECT id FROM orders_order WHERE id > %s ORDER BY id LIMIT %s FOR NO KEY UPDATE"
FILL = """
UPDATE orders_order o SET paid = sums.paid, refunded = sums.refunded
FROM (
  SELECT p.order_id, p.currency, sum(p.captured) AS paid, sum(p.refunded) AS refunded
  FROM payments_payment p WHERE p.order_id = ANY(%s) AND p.captured > 0
  GROUP BY p.order_id, p.currency
) sums
WHERE o.id = sums.order_id AND o.currency = sums.currency
  AND (o.paid, o.refunded) IS DISTINCT FROM (sums.paid, sums.refunded)
"""


def fill(apps, schema_editor):
    last = 0
    while last is not None:
        with transaction.atomic(using=schema_editor.connection.alias):
            with schema_editor.connection.cursor() as cursor:
                cursor.execute(LOCK, [last, BATCH])
                ids = [pk for (pk,) in cursor.fetchall()]
                cursor.execute(FILL, [ids])
        last = ids[-1] if ids else None


class Migration(migrations.Migration):
    """In batches, each its own transaction: orders go on meanwhile. It may be run again."""

    atomic = False

    dependencies = [("payments", "0013_sums_of_orders")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
