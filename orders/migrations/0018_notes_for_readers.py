from django.db import migrations, models

# Whoever carries an order that is under way reads what they read so far.
COPY_OPEN = """
UPDATE orders_order SET rider_note = note
WHERE note <> '' AND fulfilment = 'delivery' AND (
  status IN ('pending', 'paid', 'accepted', 'ready', 'dispatched')
  OR status = 'expired' AND pay_by > now() - interval '1 hour'
)
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0017_orders_to_erase")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="rider_note",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=300,
                verbose_name="note to the rider",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="cutlery",
            field=models.BooleanField(db_default=False, default=False, verbose_name="cutlery"),
        ),
        migrations.RunSQL(COPY_OPEN, migrations.RunSQL.noop),
    ]
