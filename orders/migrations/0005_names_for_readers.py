import core.fields
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0004_orders_by_time'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='adjustment',
            options={'ordering': ['pk'], 'verbose_name': 'adjustment', 'verbose_name_plural': 'adjustments'},
        ),
        migrations.AlterModelOptions(
            name='orderline',
            options={'ordering': ['pk'], 'verbose_name': 'item', 'verbose_name_plural': 'ordered items'},
        ),
        migrations.AlterField(
            model_name='adjustment',
            name='amount',
            field=core.fields.MoneyField(decimal_places=2, default=Decimal('0'), max_digits=14, verbose_name='amount'),
        ),
        migrations.AlterField(
            model_name='adjustment',
            name='kind',
            field=models.CharField(choices=[('delivery_fee', 'Delivery fee')], max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='adjustment',
            name='label',
            field=models.CharField(blank=True, max_length=80, verbose_name='label'),
        ),
    ]
