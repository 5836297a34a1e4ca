from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0014_refunded_checked'),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='network',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=45),
        ),
        migrations.AddField(
            model_name='order',
            name='visitor_key',
            field=models.UUIDField(editable=False, null=True),
        ),
    ]
