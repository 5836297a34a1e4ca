from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    """It only reads: stores can be written meanwhile."""

    dependencies = [("stores", "0026_platform")]

    operations = [ValidateConstraint(model_name="store", name="platform_store_is_hidden")]
