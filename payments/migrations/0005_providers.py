import django.db.models.deletion
import django.utils.timezone
import payments.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0008_acknowledged'),
        ('payments', '0004_capture_after_decline'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProviderCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('direction', models.CharField(choices=[('out', 'to the provider'), ('in', 'from the provider')], max_length=3, verbose_name='direction')),
                ('gateway', models.CharField(max_length=20, verbose_name='gateway')),
                ('endpoint', models.CharField(max_length=200, verbose_name='endpoint')),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='HTTP status')),
                ('milliseconds', models.PositiveIntegerField(verbose_name='milliseconds')),
                ('request', models.TextField(blank=True, verbose_name='what was asked')),
                ('response', models.TextField(blank=True, verbose_name='what was answered')),
            ],
            options={
                'verbose_name': 'call',
                'verbose_name_plural': 'calls',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='WebhookEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gateway', models.CharField(max_length=20, verbose_name='gateway')),
                ('event_id', models.CharField(max_length=200, verbose_name="provider's event")),
                ('kind', models.CharField(blank=True, max_length=100, verbose_name='kind')),
                ('payment_key', models.CharField(blank=True, max_length=40)),
                ('session', models.CharField(blank=True, max_length=200)),
                ('reference', models.CharField(blank=True, max_length=120)),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='received')),
                ('acted_at', models.DateTimeField(blank=True, null=True, verbose_name='acted on')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('next_try_at', models.DateTimeField(blank=True, null=True, verbose_name='next try')),
            ],
            options={
                'verbose_name': 'webhook event',
                'verbose_name_plural': 'webhook events',
                'ordering': ['-pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='payment',
            name='known_payment_status',
        ),
        # In two steps, so that payments of before are not looked up now.
        migrations.AddField(
            model_name='payment',
            name='look_up_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='to be looked up'),
        ),
        migrations.AlterField(
            model_name='payment',
            name='look_up_at',
            field=models.DateTimeField(blank=True, default=payments.models.first_look_up, null=True, verbose_name='to be looked up'),
        ),
        migrations.AddField(
            model_name='payment',
            name='look_ups',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='times looked up'),
        ),
        migrations.AddField(
            model_name='payment',
            name='note',
            field=models.CharField(blank=True, max_length=300, verbose_name='how the payer sends it'),
        ),
        migrations.AddField(
            model_name='payment',
            name='session',
            field=models.CharField(blank=True, max_length=200, verbose_name="provider's session"),
        ),
        migrations.AlterField(
            model_name='payment',
            name='status',
            field=models.CharField(choices=[('started', 'Started'), ('unknown', 'Unknown: the provider is asked'), ('waiting', 'Waiting for the deposit'), ('captured', 'Paid'), ('declined', 'Declined'), ('abandoned', 'Abandoned')], default='started', editable=False, max_length=12, verbose_name='status'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(condition=models.Q(('look_up_at__isnull', False)), fields=['look_up_at'], name='payments_to_look_up'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(condition=models.Q(('session', ''), _negated=True), fields=['gateway', 'session'], name='payments_by_session'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['started', 'unknown', 'waiting', 'captured', 'declined', 'abandoned'])), name='known_payment_status'),
        ),
        migrations.AddField(
            model_name='providercall',
            name='payment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='payments.payment', verbose_name='payment'),
        ),
        migrations.AddField(
            model_name='webhookevent',
            name='payment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='webhooks', to='payments.payment', verbose_name='payment'),
        ),
        migrations.AddIndex(
            model_name='providercall',
            index=models.Index(fields=['gateway', '-at'], name='calls_of_a_gateway'),
        ),
        migrations.AddIndex(
            model_name='webhookevent',
            index=models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at'], name='webhooks_parked'),
        ),
        migrations.AddConstraint(
            model_name='webhookevent',
            constraint=models.UniqueConstraint(fields=('gateway', 'event_id'), name='one_row_an_event'),
        ),
    ]
