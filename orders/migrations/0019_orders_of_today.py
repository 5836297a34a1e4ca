from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Concurrently, so that orders can be written meanwhile."""

    atomic = False

    dependencies = [("orders", "0018_notes_for_readers")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                fields=["status"],
                condition=models.Q(
                    status__in=["pending", "paid", "accepted", "ready", "dispatched"]
                ),
                name="open_orders",
            ),
        ),
        AddIndexConcurrently(
            model_name="ordermove",
            index=BrinIndex(autosummarize=True, fields=["at"], name="order_moves_by_time"),
        ),
    ]
