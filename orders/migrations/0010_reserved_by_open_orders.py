from django.db import migrations

# Open orders have reserved their pieces of counted products; other orders returned or sold them.
FILL = """
UPDATE orders_orderline line SET reserved = line.quantity
FROM orders_order o, stores_product product
WHERE o.id = line.order_id AND product.id = line.product_id
  AND product.stock IS NOT NULL
  AND o.status IN ('pending', 'paid', 'accepted', 'ready', 'dispatched')
"""


class Migration(migrations.Migration):
    """Separate from the previous one, so that no lock is held meanwhile; 0012 scans all lines."""

    dependencies = [("orders", "0009_reserved"), ("stores", "0007_hidden_sections")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
