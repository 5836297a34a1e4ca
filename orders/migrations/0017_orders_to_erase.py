from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Concurrently, so that orders can be written meanwhile."""

    atomic = False

    dependencies = [("orders", "0016_erased")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                fields=["placed_at"],
                condition=models.Q(
                    erased_at=None, status__in=["completed", "rejected", "cancelled", "expired"]
                ),
                name="orders_to_erase",
            ),
        ),
    ]
