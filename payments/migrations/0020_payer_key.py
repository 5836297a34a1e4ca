from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0019_manage_money'),
    ]

    operations = [
        migrations.AddField(
            model_name='payment',
            name='payer_key',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=254),
        ),
    ]
