from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from core.schema import AtOnce


class Migration(migrations.Migration):
    """0025 validates the constraint, which no row breaks: it permits more than the former one."""

    dependencies = [("stores", "0023_refunded_stock")]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name="store",
                    name="offers_tickets",
                    field=models.BooleanField(
                        db_default=False, default=False, verbose_name="sells tickets to events"
                    ),
                ),
                migrations.RemoveConstraint(model_name="store", name="store_offers_something"),
                AddConstraintNotValid(
                    model_name="store",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("offers_delivery", True),
                            ("offers_pickup", True),
                            ("offers_shipping", True),
                            ("offers_tickets", True),
                            _connector="OR",
                        ),
                        name="store_offers_something",
                        violation_error_message="Offer delivery, pickup, shipping or tickets.",
                    ),
                ),
            ]
        )
    ]
