from decimal import Decimal

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q

import core.fields
from core.schema import AtOnce


class Migration(migrations.Migration):
    """A constant default of the database, so that no row is rewritten; 0029 validates the constraint."""

    dependencies = [("orders", "0027_totals_add_up")]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name="adjustment",
                    name="platform_share",
                    field=core.fields.MoneyField(
                        db_default=Decimal(0),
                        decimal_places=2,
                        default=Decimal(0),
                        editable=False,
                        max_digits=14,
                        verbose_name="paid by the platform",
                    ),
                ),
                AddConstraintNotValid(
                    model_name="adjustment",
                    constraint=models.CheckConstraint(
                        condition=Q(platform_share=0)
                        | Q(platform_share__gt=0, amount__lte=-F("platform_share")),
                        name="platform_share_in_range",
                    ),
                ),
            ]
        ),
    ]
