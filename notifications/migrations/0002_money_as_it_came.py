from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0001_notices_and_mails'),
    ]

    operations = [
        migrations.AddField(
            model_name='mail',
            name='currency',
            field=models.CharField(blank=True, max_length=3, verbose_name='currency'),
        ),
        migrations.AddField(
            model_name='notice',
            name='currency',
            field=models.CharField(blank=True, max_length=3, verbose_name='currency'),
        ),
    ]
