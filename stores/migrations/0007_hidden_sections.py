from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stores', '0006_names_for_readers'),
    ]

    operations = [
        migrations.AddField(
            model_name='menusection',
            name='is_hidden',
            field=models.BooleanField(default=False, verbose_name='hidden from customers'),
        ),
    ]
