from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """By itself: it reads all lines, and rows that a transaction wrote before would be locked as long."""

    dependencies = [("orders", "0011_refunded_pieces")]

    operations = [
        ValidateConstraint(model_name="orderline", name="line_reserved_in_range"),
        ValidateConstraint(model_name="orderline", name="line_refunded_in_range"),
    ]
