from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """It only reads: wishes can be written meanwhile."""

    dependencies = [("ticketing", "0011_wishes_of_cancelled_dates")]

    operations = [ValidateConstraint(model_name="wish", name="wish_ended_with_outcome")]
