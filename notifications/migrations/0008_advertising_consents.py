import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0007_old_words'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AdvertisingConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField(verbose_name='given')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn')),
                ('confirm_at', models.DateTimeField(verbose_name='next confirmation')),
                ('time_zone', models.CharField(max_length=40, verbose_name='time zone')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='advertising_consents', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'consent to advertising',
                'verbose_name_plural': 'consents to advertising',
                'ordering': ['-given_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('withdrawn_at', None)), fields=['confirm_at'], name='consents_to_confirm')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('user',), name='one_valid_consent_a_user')],
            },
        ),
    ]
