import core.currencies
import stores.models.stores
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stores', '0019_opening_rows'),
    ]

    operations = [
        migrations.AlterField(
            model_name='store',
            name='currency',
            field=models.CharField(choices=core.currencies.currency_choices, default=stores.models.stores.default_currency, max_length=3, verbose_name='currency'),
        ),
    ]
