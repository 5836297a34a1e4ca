import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table is empty, and the older version does not write it."""

    dependencies = [("orders", "0030_shares_of_discounts")]

    operations = [
        migrations.AddField(
            model_name="adjustmentshare",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shares",
                to="orders.orderline",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustmentshare",
            constraint=models.UniqueConstraint(
                fields=("adjustment", "line"), name="one_share_a_line"
            ),
        ),
    ]
