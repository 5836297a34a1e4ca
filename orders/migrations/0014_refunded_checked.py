from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0013_paid_and_refunded")]

    operations = [ValidateConstraint(model_name="order", name="order_refunded_in_range")]
