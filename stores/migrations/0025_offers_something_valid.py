from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """It only reads: stores can be written meanwhile."""

    dependencies = [("stores", "0024_offers_tickets")]

    operations = [ValidateConstraint(model_name="store", name="store_offers_something")]
