from decimal import Decimal

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    """Constant defaults of the database, so that no row is rewritten; 0025 validates the constraint."""

    dependencies = [("orders", "0023_kinds_of_fulfilment")]

    operations = [
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
                blank=True, db_default="", default="", max_length=20, verbose_name="applies to"
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="discount",
            field=core.fields.MoneyField(
                db_default=Decimal(0),
                decimal_places=2,
                default=Decimal(0),
                editable=False,
                max_digits=14,
                verbose_name="discount",
            ),
        ),
        AddConstraintNotValid(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(discount__gte=0, discount__lte=models.F("total")),
                name="line_discount_in_range",
            ),
        ),
    ]
