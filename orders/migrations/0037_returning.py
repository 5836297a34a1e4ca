from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from core.schema import AtOnce


class Migration(migrations.Migration):
    """A constant default of the database, so that no row is rewritten; 0038 validates the constraint."""

    dependencies = [("orders", "0036_destinations")]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name="orderline",
                    name="returning",
                    field=models.SmallIntegerField(db_default=0, default=0, editable=False),
                ),
                AddConstraintNotValid(
                    model_name="orderline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(returning=0)
                        | models.Q(
                            returning__gt=0,
                            returning__lte=models.F("quantity") - models.F("refunded"),
                        ),
                        name="line_returning_in_range",
                    ),
                ),
            ]
        ),
    ]
