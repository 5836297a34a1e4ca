from django.db import migrations

# For orders accepted before there were deliveries a rider is looked for now. Those on their way were
# given to a courier of the store's own: they have no delivery, and the store completes them.
START = """
INSERT INTO delivery_delivery (order_id, status, fee, latitude, longitude, searching_since)
SELECT o.id, 'searching', coalesce((
    SELECT sum(amount) FROM orders_adjustment a WHERE a.order_id = o.id AND a.kind = 'delivery_fee'
  ), 0), s.latitude, s.longitude, now()
FROM orders_order o JOIN stores_store s ON s.id = o.store_id
WHERE o.fulfilment = 'delivery' AND o.status IN ('accepted', 'ready')
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0002_guards")]

    operations = [migrations.RunSQL(START, migrations.RunSQL.noop)]
