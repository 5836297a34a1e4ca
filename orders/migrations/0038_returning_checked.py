from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Separate: it scans all lines, which are not locked against reading or writing meanwhile."""

    dependencies = [("orders", "0037_returning")]

    operations = [ValidateConstraint(model_name="orderline", name="line_returning_in_range")]
