from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0002_guards'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='paymentmove',
            options={'ordering': ['pk'], 'verbose_name': 'step', 'verbose_name_plural': 'history'},
        ),
        migrations.AlterModelOptions(
            name='refundmove',
            options={'ordering': ['pk'], 'verbose_name': 'step', 'verbose_name_plural': 'history'},
        ),
    ]
