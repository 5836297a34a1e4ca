from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_acknowledged")]

    operations = [
        migrations.AddField(
            model_name="orderline",
            name="reserved",
            field=models.SmallIntegerField(db_default=0, default=0, editable=False),
        ),
        AddConstraintNotValid(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(reserved__gte=0, reserved__lte=models.F("quantity")),
                name="line_reserved_in_range",
            ),
        ),
    ]
