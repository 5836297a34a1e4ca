from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("payments", "0023_reversed_refunds")]

    operations = [ValidateConstraint(model_name="refund", name="known_refund_status")]
