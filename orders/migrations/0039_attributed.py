from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0038_returning_checked'),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='is_attributed',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
