from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0016_sales_by_time'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='paymentmove',
            options={'ordering': ['pk'], 'verbose_name': 'step of a payment', 'verbose_name_plural': 'history'},
        ),
        migrations.AlterModelOptions(
            name='refundmove',
            options={'ordering': ['pk'], 'verbose_name': 'step of a refund', 'verbose_name_plural': 'history'},
        ),
    ]
