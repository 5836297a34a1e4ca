from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from core.schema import AtOnce


class Migration(migrations.Migration):
    dependencies = [("stores", "0016_stock_changes")]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name="product",
                    name="low_stock_at",
                    field=models.PositiveIntegerField(
                        db_default=5,
                        default=5,
                        help_text="You are told once orders leave so many pieces or fewer. 0 switches it off.",
                        verbose_name="notice of low stock at",
                    ),
                ),
                migrations.AddField(
                    model_name="product",
                    name="max_per_order",
                    field=models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Left empty, there is no limit.",
                        null=True,
                        verbose_name="most pieces per order",
                    ),
                ),
                AddConstraintNotValid(
                    model_name="product",
                    constraint=models.CheckConstraint(
                        condition=models.Q(max_per_order__gte=1),
                        name="max_per_order_positive",
                        violation_error_message="Allow at least one piece, or leave it empty.",
                    ),
                ),
            ]
        )
    ]
