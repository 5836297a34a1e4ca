from django.db import migrations

# Riders of open deliveries are shown the note as before, when it was the only one.
COPY_OPEN = """
UPDATE orders_order SET rider_note = note
WHERE note <> '' AND rider_note = '' AND fulfilment = 'delivery' AND (
  status IN ('pending', 'paid', 'accepted', 'ready', 'dispatched')
  OR status = 'expired' AND pay_by > now() - interval '1 hour'
)
"""


class Migration(migrations.Migration):
    """Separate from 0018, whose lock on all orders must not wait for a scan of them."""

    dependencies = [("orders", "0019_orders_of_today")]

    operations = [migrations.RunSQL(COPY_OPEN, migrations.RunSQL.noop)]
