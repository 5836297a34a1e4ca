from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_refunded_pieces")]

    operations = [ValidateConstraint(model_name="orderline", name="line_refunded_in_range")]
