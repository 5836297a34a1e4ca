from django.db import migrations, models

from core.lifecycle.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("orders", "0015_held_stock")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="erased_at",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="personal data erased"
            ),
        ),
        AppendOnly("orders_ordermove", ["note"]),
    ]
