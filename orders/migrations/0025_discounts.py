from decimal import Decimal

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import core.fields
from core.schema import AtOnce


class Migration(migrations.Migration):
    """A constant default of the database, so that no row is rewritten; 0026 validates the constraint."""

    dependencies = [("orders", "0024_sources_of_adjustments")]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name="orderline",
                    name="discount",
                    field=core.fields.MoneyField(
                        db_default=Decimal(0),
                        decimal_places=2,
                        default=Decimal(0),
                        editable=False,
                        max_digits=14,
                        verbose_name="discount",
                    ),
                ),
                AddConstraintNotValid(
                    model_name="orderline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(discount__gte=0, discount__lte=models.F("total")),
                        name="line_discount_in_range",
                    ),
                ),
            ]
        ),
    ]
