from django.db import migrations

# The rider of an order that is under way reads what riders read so far: the only note there was.
COPY_OPEN = """
UPDATE orders_order SET rider_note = note
WHERE note <> '' AND rider_note = '' AND fulfilment = 'delivery' AND (
  status IN ('pending', 'paid', 'accepted', 'ready', 'dispatched')
  OR status = 'expired' AND pay_by > now() - interval '1 hour'
)
"""


class Migration(migrations.Migration):
    """Apart from 0018, whose lock on all orders must not wait for a scan of them."""

    dependencies = [("orders", "0019_orders_of_today")]

    operations = [migrations.RunSQL(COPY_OPEN, migrations.RunSQL.noop)]
