from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """Separate: it scans all adjustments, which are not locked against reading or writing meanwhile."""

    dependencies = [("orders", "0028_platform_shares")]

    operations = [ValidateConstraint(model_name="adjustment", name="platform_share_in_range")]
