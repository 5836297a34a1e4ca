from django.db import migrations, models

from core.schema import AtOnce


class Migration(migrations.Migration):
    """Separate from the lines, which are locked before the adjustments wherever an order is placed."""

    dependencies = [("orders", "0023_kinds_of_fulfilment")]

    operations = [
        AtOnce(
            [
                migrations.AlterField(
                    model_name="adjustment",
                    name="kind",
                    field=models.CharField(max_length=20, verbose_name="kind"),
                ),
                migrations.AddField(
                    model_name="adjustment",
                    name="source",
                    field=models.CharField(
                        blank=True, db_default="", default="", max_length=60, verbose_name="source"
                    ),
                ),
                migrations.AddField(
                    model_name="adjustment",
                    name="applies_to",
                    field=models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=20,
                        verbose_name="applies to",
                    ),
                ),
            ]
        ),
    ]
