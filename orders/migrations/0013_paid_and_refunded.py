from decimal import Decimal

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    """A trigger of payments maintains the two sums (payments.0013); payments.0014 fills them."""

    dependencies = [("orders", "0012_refunded_pieces_checked")]

    operations = [
        *(
            migrations.AddField(
                model_name="order",
                name=name,
                field=core.fields.MoneyField(
                    db_default=Decimal(0),
                    decimal_places=2,
                    default=Decimal(0),
                    editable=False,
                    max_digits=14,
                    verbose_name=name,
                ),
            )
            for name in ("paid", "refunded")
        ),
        AddConstraintNotValid(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(refunded__gte=0, refunded__lte=models.F("paid")),
                name="order_refunded_in_range",
            ),
        ),
    ]
