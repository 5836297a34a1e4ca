from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

NAME = "one_open_charge_an_order"
# As the constraint below; Django would create it with the table locked.
UNIQUE = f"""
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {NAME} ON payments_payment (order_id)
WHERE method_id IS NOT NULL AND status IN ('started', 'unknown', 'waiting')
"""


class Migration(migrations.Migration):
    """Concurrently, so that payments go on meanwhile."""

    atomic = False

    dependencies = [("payments", "0027_charges")]

    operations = [
        AddIndexConcurrently(
            model_name="payment",
            index=models.Index(
                fields=["method"],
                condition=models.Q(method__isnull=False),
                name="payments_by_method",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(UNIQUE, f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="payment",
                    constraint=models.UniqueConstraint(
                        fields=["order"],
                        condition=models.Q(
                            status__in=("started", "unknown", "waiting"), method__isnull=False
                        ),
                        name=NAME,
                    ),
                )
            ],
        ),
    ]
