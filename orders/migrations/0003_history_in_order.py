from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0002_guards'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='ordermove',
            options={'ordering': ['pk'], 'verbose_name': 'step', 'verbose_name_plural': 'history'},
        ),
    ]
