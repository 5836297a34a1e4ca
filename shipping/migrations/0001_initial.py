import core.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import shipping.models.parcels
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0036_destinations'),
        ('stores', '0014_offers_shipping'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Carrier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('name_ko', models.CharField(blank=True, max_length=60, verbose_name='name in Korean')),
                ('url', models.CharField(blank=True, help_text='With {n} in the place of the tracking number; empty where there is none.', max_length=200, verbose_name='page of a parcel')),
                ('needs_number', models.BooleanField(default=True, verbose_name='gives tracking numbers')),
                ('is_offered', models.BooleanField(default=True, verbose_name='offered to stores')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'carrier',
                'verbose_name_plural': 'carriers',
                'ordering': ['position', 'name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('url', ''), models.Q(('url__contains', '{n}'), ('url__startswith', 'https://')), _connector='OR'), name='carrier_url_is_a_template', violation_error_message='Write an address that begins with https:// and contains {n}.')],
            },
        ),
        migrations.CreateModel(
            name='Parcel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=shipping.models.parcels.new_code, max_length=8, unique=True, verbose_name='code')),
                ('status', models.CharField(choices=[('packed', 'Packed'), ('dispatched', 'On its way'), ('delivered', 'Delivered'), ('unpacked', 'Unpacked')], default='packed', editable=False, max_length=12, verbose_name='status')),
                ('tracking_number', models.CharField(blank=True, max_length=40, verbose_name='tracking number')),
                ('packed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='packed')),
                ('dispatched_at', models.DateTimeField(blank=True, null=True, verbose_name='dispatched')),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='delivered')),
                ('carrier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shipping.carrier', verbose_name='carrier')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='orders.order', verbose_name='order')),
            ],
            options={
                'verbose_name': 'parcel',
                'verbose_name_plural': 'parcels',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ParcelLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveSmallIntegerField(verbose_name='quantity')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parcel_lines', to='orders.orderline', verbose_name='item')),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='shipping.parcel')),
            ],
            options={
                'verbose_name': 'content',
                'verbose_name_plural': 'contents',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ParcelMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=30, verbose_name='step')),
                ('source', models.CharField(blank=True, max_length=20, verbose_name='from')),
                ('target', models.CharField(max_length=20, verbose_name='to')),
                ('actor_kind', models.CharField(max_length=10, verbose_name='kind of actor')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='shipping.parcel')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'history',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProductWeight',
            fields=[
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='weight', serialize=False, to='stores.product')),
                ('grams', models.PositiveIntegerField(verbose_name='weight in grams')),
            ],
            options={
                'verbose_name': 'weight of a product',
                'verbose_name_plural': 'weights of products',
                'constraints': [models.CheckConstraint(condition=models.Q(('grams__gte', 1), ('grams__lte', 100000)), name='product_weight_in_range')],
            },
        ),
        migrations.CreateModel(
            name='StoreShipping',
            fields=[
                ('store', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='shipping', serialize=False, to='stores.store')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('carrier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='shipping.carrier', verbose_name='last carrier')),
            ],
            options={
                'verbose_name': 'shipping of a store',
                'verbose_name_plural': 'shipping of stores',
            },
        ),
        migrations.CreateModel(
            name='WeightStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grams', models.PositiveIntegerField(verbose_name='up to (grams)')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weight_steps', to='stores.store')),
            ],
            options={
                'verbose_name': 'step of weight',
                'verbose_name_plural': 'steps of weight',
                'ordering': ['grams'],
            },
        ),
        migrations.CreateModel(
            name='Zone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('countries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None, verbose_name='countries')),
                ('postcodes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=21), blank=True, default=list, size=None, verbose_name='postcodes')),
                ('free_from', core.fields.MoneyField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='free from')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='zones', to='stores.store')),
            ],
            options={
                'verbose_name': 'zone',
                'verbose_name_plural': 'zones',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Rate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('price', core.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='price')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rates', to='shipping.weightstep')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rates', to='shipping.zone')),
            ],
            options={
                'verbose_name': 'price of sending',
                'verbose_name_plural': 'prices of sending',
            },
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(condition=models.Q(('status', 'dispatched')), fields=['dispatched_at'], name='parcels_under_way'),
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(condition=models.Q(('tracking_number', ''), _negated=True), fields=['tracking_number'], name='parcels_by_number'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['packed', 'dispatched', 'delivered', 'unpacked'])), name='known_parcel_status'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(('tracking_number__regex', '^([!-~]+( [!-~]+)*)?$')), name='tracking_number_printable'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dispatched_at', None), ('status__in', ['packed', 'unpacked'])), models.Q(('carrier__isnull', False), ('dispatched_at__isnull', False), ('status__in', ('dispatched', 'delivered'))), _connector='OR'), name='sent_by_a_carrier'),
        ),
        migrations.AddConstraint(
            model_name='parcel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('delivered_at__isnull', False), ('status', 'delivered')), models.Q(models.Q(('status', 'delivered'), _negated=True), ('delivered_at', None)), _connector='OR'), name='delivered_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='parcelline',
            constraint=models.UniqueConstraint(fields=('parcel', 'line'), name='one_row_a_line'),
        ),
        migrations.AddConstraint(
            model_name='parcelline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='parcel_line_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='weightstep',
            constraint=models.UniqueConstraint(fields=('store', 'grams'), name='one_step_of_a_weight'),
        ),
        migrations.AddConstraint(
            model_name='weightstep',
            constraint=models.CheckConstraint(condition=models.Q(('grams__gte', 1), ('grams__lte', 100000)), name='step_weight_in_range'),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.UniqueConstraint(fields=('store', 'name'), name='one_zone_of_a_name'),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.CheckConstraint(condition=models.Q(('free_from', None), ('free_from__gte', 0), _connector='OR'), name='free_from_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.CheckConstraint(condition=models.Q(('postcodes', []), models.Q(('countries', []), _negated=True), _connector='OR'), name='postcodes_have_a_country'),
        ),
        migrations.AddConstraint(
            model_name='rate',
            constraint=models.UniqueConstraint(fields=('zone', 'step'), name='one_rate_a_step'),
        ),
        migrations.AddConstraint(
            model_name='rate',
            constraint=models.CheckConstraint(condition=models.Q(('price__gte', 0)), name='rate_not_negative'),
        ),
    ]
