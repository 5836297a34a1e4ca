from django.db import migrations

# Open orders hold what they are of, as far as that is counted; the others gave it back, or sold it.
FILL = """
UPDATE orders_orderline line SET reserved = line.quantity
FROM orders_order o, stores_product product
WHERE o.id = line.order_id AND product.id = line.product_id
  AND product.stock IS NOT NULL
  AND o.status IN ('pending', 'paid', 'accepted', 'ready', 'dispatched')
"""


class Migration(migrations.Migration):
    """Apart from the one before, so that nobody waits for a lock meanwhile; 0012 reads all lines."""

    dependencies = [("orders", "0009_reserved"), ("stores", "0007_hidden_sections")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
