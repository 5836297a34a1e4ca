from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Separate: it scans all lines, and rows written earlier in the transaction would stay locked."""

    dependencies = [("orders", "0011_refunded_pieces")]

    operations = [
        ValidateConstraint(model_name="orderline", name="line_reserved_in_range"),
        ValidateConstraint(model_name="orderline", name="line_refunded_in_range"),
    ]
