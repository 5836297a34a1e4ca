from decimal import Decimal

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import core.fields
from core.schema import AtOnce


class Migration(migrations.Migration):
    """A constant default of the database, so that no row is rewritten; 0034 validates the constraint.

    Amounts that were refunded before stay spread over no line: such a line's pieces are refunded at what was
    paid for them, within what is left of the payment.
    """

    dependencies = [("orders", "0032_shares_add_up")]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name="orderline",
                    name="credited",
                    field=core.fields.MoneyField(
                        db_default=Decimal(0),
                        decimal_places=2,
                        default=Decimal(0),
                        editable=False,
                        max_digits=14,
                        verbose_name="credited",
                    ),
                ),
                AddConstraintNotValid(
                    model_name="orderline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(credited=0)
                        | models.Q(
                            credited__gt=0,
                            credited__lte=models.F("total") - models.F("discount"),
                        ),
                        name="line_credited_in_range",
                    ),
                ),
            ]
        ),
    ]
