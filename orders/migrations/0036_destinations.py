from django.db import migrations, models

from core.schema import AtOnce


class Migration(migrations.Migration):
    dependencies = [("orders", "0035_orders_by_identity")]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name="order",
                    name="country",
                    field=models.CharField(
                        blank=True, db_default="", default="", max_length=2, verbose_name="country"
                    ),
                ),
                migrations.AddField(
                    model_name="order",
                    name="region",
                    field=models.CharField(
                        blank=True, db_default="", default="", max_length=100, verbose_name="region"
                    ),
                ),
            ]
        )
    ]
