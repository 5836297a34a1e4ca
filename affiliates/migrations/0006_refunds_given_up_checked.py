from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Separate: it scans the ledger, which is not locked against reading or writing meanwhile."""

    dependencies = [("affiliates", "0005_refunds_given_up")]

    operations = [ValidateConstraint(model_name="ledgerentry", name="entry_of_one_cause")]
