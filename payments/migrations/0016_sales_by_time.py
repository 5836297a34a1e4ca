from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Concurrently, so that payments go on meanwhile."""

    atomic = False

    dependencies = [("payments", "0015_texts_to_erase")]

    operations = [
        AddIndexConcurrently(
            model_name="payment",
            index=models.Index(
                fields=["captured_at"],
                condition=models.Q(captured_at__isnull=False),
                name="payments_by_capture",
            ),
        ),
        AddIndexConcurrently(
            model_name="refund",
            index=models.Index(fields=["created_at"], name="refunds_by_time"),
        ),
    ]
