from django.db import migrations, models


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
    ]
