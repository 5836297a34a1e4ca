from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0002_money_as_it_came'),
    ]

    operations = [
        migrations.AlterField(
            model_name='mail',
            name='language',
            field=models.CharField(choices=[('en', 'English'), ('ko', 'Korean')], max_length=5, verbose_name='language'),
        ),
    ]
