import django.db.models.deletion
from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stores', '0014_offers_shipping'),
    ]

    operations = [
        ValidateConstraint(model_name="store", name="store_offers_something"),
        migrations.CreateModel(
            name='LegalIdentity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('legal_name', models.CharField(blank=True, max_length=100, verbose_name='legal name')),
                ('representative', models.CharField(blank=True, max_length=60, verbose_name='representative')),
                ('business_number', models.CharField(blank=True, max_length=10, verbose_name='business registration number')),
                ('mail_order_number', models.CharField(blank=True, max_length=60, verbose_name='mail-order business number')),
                ('is_mail_order_exempt', models.BooleanField(default=False, verbose_name='exempt from the mail-order report')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='business address')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('withdrawal_terms', models.TextField(blank=True, max_length=2000, verbose_name='your own terms of withdrawal')),
                ('store', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='identity', to='stores.store', verbose_name='store')),
            ],
            options={
                'verbose_name': 'legal identity',
                'verbose_name_plural': 'legal identities',
            },
        ),
    ]
