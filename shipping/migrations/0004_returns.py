import core.fields
import django.db.models.deletion
import django.utils.timezone
import shipping.models.returns
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0038_returning_checked'),
        ('shipping', '0003_carriers'),
        ('stores', '0020_currencies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(default=shipping.models.returns.new_number, editable=False, max_length=8, unique=True, verbose_name='number')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('status', models.CharField(choices=[('requested', 'Return requested'), ('approved', 'Return approved'), ('received', 'Return received'), ('refunded', 'Return refunded'), ('exchanged', 'Exchanged'), ('refused', 'Return refused'), ('withdrawn', 'Return withdrawn')], default='requested', editable=False, max_length=12, verbose_name='status')),
                ('wish', models.CharField(choices=[('refund', 'Money back'), ('exchange', 'Exchange')], max_length=8, verbose_name='wish')),
                ('cause', models.CharField(choices=[('changed_mind', 'I changed my mind'), ('damaged', 'It is damaged or does not work'), ('wrong', 'It is not what I ordered'), ('late', 'It came too late'), ('other', 'Another reason')], max_length=12, verbose_name='reason')),
                ('text', models.CharField(blank=True, max_length=500, verbose_name='what the buyer wrote')),
                ('postage', core.fields.MoneyField(decimal_places=2, default=0, max_digits=14, verbose_name='postage')),
                ('is_paid_by_store', models.BooleanField(default=False, verbose_name='postage paid by the store')),
                ('refunded_amount', core.fields.MoneyField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='refunded')),
                ('tracking_number', models.CharField(blank=True, max_length=40, verbose_name='tracking number')),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='requested')),
                ('received_at', models.DateTimeField(blank=True, null=True, verbose_name='received')),
                ('refund_due', models.DateTimeField(blank=True, null=True, verbose_name='to be refunded by')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('carrier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shipping.carrier', verbose_name='carrier of the replacement')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='orders.order', verbose_name='order')),
            ],
            options={
                'verbose_name': 'return',
                'verbose_name_plural': 'returns',
                'ordering': ['-requested_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ReturnLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveSmallIntegerField(verbose_name='pieces')),
                ('restocked', models.PositiveSmallIntegerField(default=0, verbose_name='restocked')),
                ('goods_return', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='shipping.return')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.orderline', verbose_name='item')),
            ],
            options={
                'verbose_name': 'item in a return',
                'verbose_name_plural': 'items in returns',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ReturnMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=30, verbose_name='step')),
                ('source', models.CharField(blank=True, max_length=20, verbose_name='from')),
                ('target', models.CharField(max_length=20, verbose_name='to')),
                ('actor_kind', models.CharField(max_length=10, verbose_name='kind of actor')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('goods_return', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='shipping.return')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'history',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReturnTerms',
            fields=[
                ('store', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='return_terms', serialize=False, to='stores.store')),
                ('postage', core.fields.MoneyField(decimal_places=2, default=0, help_text='Taken off the refund of customers who changed their mind. An exchange costs it twice.', max_digits=14, verbose_name='postage of a return')),
                ('address', models.CharField(blank=True, help_text="The store's address if it is empty.", max_length=300, verbose_name='where returns are sent')),
                ('exchanges', models.BooleanField(default=True, verbose_name='offer exchanges')),
            ],
            options={
                'verbose_name': 'terms of returns',
                'verbose_name_plural': 'terms of returns',
                'constraints': [models.CheckConstraint(condition=models.Q(('postage__gte', 0)), name='return_postage_not_negative')],
            },
        ),
        migrations.AddIndex(
            model_name='return',
            index=models.Index(condition=models.Q(('status', 'received')), fields=['refund_due'], name='returns_to_refund'),
        ),
        migrations.AddIndex(
            model_name='return',
            index=models.Index(condition=models.Q(('status__in', ['requested', 'approved', 'received'])), fields=['order'], name='open_returns'),
        ),
        migrations.AddConstraint(
            model_name='return',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['requested', 'approved', 'received', 'refunded', 'exchanged', 'refused', 'withdrawn'])), name='known_return_status'),
        ),
        migrations.AddConstraint(
            model_name='return',
            constraint=models.CheckConstraint(condition=models.Q(('cause__in', ['changed_mind', 'damaged', 'wrong', 'late', 'other'])), name='known_return_cause'),
        ),
        migrations.AddConstraint(
            model_name='return',
            constraint=models.CheckConstraint(condition=models.Q(('wish__in', ['refund', 'exchange'])), name='known_return_wish'),
        ),
        migrations.AddConstraint(
            model_name='return',
            constraint=models.CheckConstraint(condition=models.Q(('postage__gte', 0)), name='postage_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='return',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'received'), _negated=True), models.Q(('received_at__isnull', False), ('refund_due__isnull', False)), _connector='OR'), name='received_return_is_due'),
        ),
        migrations.AddConstraint(
            model_name='return',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('refunded_amount__gte', 0), ('status', 'refunded')), models.Q(models.Q(('status', 'refunded'), _negated=True), ('refunded_amount', None)), _connector='OR'), name='refunded_return_has_amount'),
        ),
        migrations.AddConstraint(
            model_name='returnline',
            constraint=models.UniqueConstraint(fields=('goods_return', 'line'), name='one_row_a_line_and_return'),
        ),
        migrations.AddConstraint(
            model_name='returnline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='return_is_of_something'),
        ),
        migrations.AddConstraint(
            model_name='returnline',
            constraint=models.CheckConstraint(condition=models.Q(('restocked__lte', models.F('quantity'))), name='restocked_in_range'),
        ),
    ]
