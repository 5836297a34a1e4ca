import core.fields
import django.db.models.deletion
import django.utils.timezone
import payments.models
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=payments.models.new_key, editable=False, max_length=40, unique=True)),
                ('gateway', models.CharField(max_length=20, verbose_name='gateway')),
                ('status', models.CharField(choices=[('started', 'Started'), ('captured', 'Paid'), ('declined', 'Declined'), ('abandoned', 'Abandoned')], default='started', editable=False, max_length=12, verbose_name='status')),
                ('amount', core.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('captured', core.fields.MoneyField(decimal_places=2, default=Decimal('0'), max_digits=14, verbose_name='captured')),
                ('captured_at', models.DateTimeField(blank=True, null=True, verbose_name='captured at')),
                ('reference', models.CharField(blank=True, max_length=120, verbose_name="provider's reference")),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='started')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='orders.order', verbose_name='order')),
            ],
            options={
                'verbose_name': 'payment',
                'verbose_name_plural': 'payments',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PaymentMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=30, verbose_name='step')),
                ('source', models.CharField(blank=True, max_length=20, verbose_name='from')),
                ('target', models.CharField(max_length=20, verbose_name='to')),
                ('actor_kind', models.CharField(max_length=10, verbose_name='kind of actor')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='payments.payment')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'history',
                'ordering': ['at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=payments.models.new_key, editable=False, max_length=40, unique=True)),
                ('status', models.CharField(choices=[('owed', 'Owed'), ('sent', 'Refunded')], default='owed', editable=False, max_length=12, verbose_name='status')),
                ('amount', core.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('reference', models.CharField(blank=True, max_length=120, verbose_name="provider's reference")),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('last_error', models.CharField(blank=True, max_length=500, verbose_name='last error')),
                ('next_try_at', models.DateTimeField(blank=True, default=django.utils.timezone.now, null=True, verbose_name='next try')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='owed since')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='payments.payment', verbose_name='payment')),
            ],
            options={
                'verbose_name': 'refund',
                'verbose_name_plural': 'refunds',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RefundMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=30, verbose_name='step')),
                ('source', models.CharField(blank=True, max_length=20, verbose_name='from')),
                ('target', models.CharField(max_length=20, verbose_name='to')),
                ('actor_kind', models.CharField(max_length=10, verbose_name='kind of actor')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('refund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='payments.refund')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'history',
                'ordering': ['at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['started', 'captured', 'declined', 'abandoned'])), name='known_payment_status'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_is_of_something'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('gateway', 'reference'), name='one_payment_a_reference'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('status', 'owed')), fields=['next_try_at'], name='refunds_to_send'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['owed', 'sent'])), name='known_refund_status'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='refund_is_of_something'),
        ),
    ]
