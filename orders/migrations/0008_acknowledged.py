from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_brought_back")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="acknowledged_at",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="noticed by the store"
            ),
        ),
    ]
