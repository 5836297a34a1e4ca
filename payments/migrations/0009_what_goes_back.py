from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0008_failed_refunds'),
    ]

    operations = [
        migrations.AddField(
            model_name='refund',
            name='pieces',
            field=models.JSONField(blank=True, default=list, help_text='[[how many, of what, price of one]]', verbose_name='pieces'),
        ),
    ]
