import django.db.models.deletion
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    """Without the line: each foreign key locks the table that it refers to, so 0031 adds it."""

    dependencies = [("orders", "0029_platform_shares_checked")]

    operations = [
        migrations.CreateModel(
            name="AdjustmentShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    core.fields.MoneyField(
                        decimal_places=2, max_digits=14, verbose_name="amount"
                    ),
                ),
                (
                    "adjustment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares",
                        to="orders.adjustment",
                    ),
                ),
            ],
            options={
                "verbose_name": "share of a discount",
                "verbose_name_plural": "shares of discounts",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(amount__gt=0), name="share_is_of_something"
                    )
                ],
            },
        ),
    ]
