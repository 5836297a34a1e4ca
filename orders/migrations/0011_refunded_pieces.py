from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    """payments.0012 counts the pieces of existing refunds."""

    dependencies = [("orders", "0010_reserved_by_open_orders")]

    operations = [
        migrations.AddField(
            model_name="orderline",
            name="refunded",
            field=models.SmallIntegerField(db_default=0, default=0, editable=False),
        ),
        AddConstraintNotValid(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(refunded__gte=0, refunded__lte=models.F("quantity")),
                name="line_refunded_in_range",
            ),
        ),
    ]
