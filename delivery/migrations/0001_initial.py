import core.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_lower_case_emails'),
        ('orders', '0007_brought_back'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('searching', 'Looking for a rider'), ('assigned', 'Rider on the way to the store'), ('picked_up', 'On its way'), ('delivered', 'Delivered'), ('failed', 'Could not be delivered'), ('stopped', 'Called off')], default='searching', editable=False, max_length=12, verbose_name='status')),
                ('fee', core.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='fee')),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('kilometres', models.FloatField(null=True, verbose_name='distance in km')),
                ('searching_since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='searching since')),
                ('unclaimed_told_at', models.DateTimeField(editable=False, null=True)),
                ('assigned_at', models.DateTimeField(blank=True, null=True, verbose_name='taken')),
                ('picked_up_at', models.DateTimeField(blank=True, null=True, verbose_name='picked up')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='delivery', to='orders.order', verbose_name='order')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='DeliveryMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=30, verbose_name='step')),
                ('source', models.CharField(blank=True, max_length=20, verbose_name='from')),
                ('target', models.CharField(max_length=20, verbose_name='to')),
                ('actor_kind', models.CharField(max_length=10, verbose_name='kind of actor')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='delivery.delivery')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'history',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Rider',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ('vehicle', models.CharField(choices=[('foot', 'On foot'), ('bicycle', 'Bicycle'), ('scooter', 'Scooter'), ('car', 'Car')], default='scooter', max_length=10, verbose_name='vehicle')),
                ('is_on_shift', models.BooleanField(default=False, verbose_name='on shift')),
            ],
            options={
                'verbose_name': 'rider',
                'verbose_name_plural': 'riders',
                'indexes': [models.Index(condition=models.Q(('is_on_shift', True)), fields=['is_on_shift'], name='riders_on_shift')],
                'constraints': [models.CheckConstraint(condition=models.Q(('vehicle__in', ['foot', 'bicycle', 'scooter', 'car'])), name='known_vehicle')],
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='rider',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='delivery.rider', verbose_name='rider'),
        ),
        migrations.CreateModel(
            name='Decline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='declines', to='delivery.delivery')),
                ('rider', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='declines', to='delivery.rider', verbose_name='rider')),
            ],
        ),
        migrations.CreateModel(
            name='WorkingArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('postcode', models.CharField(blank=True, max_length=10, verbose_name='postcode')),
                ('line', models.CharField(max_length=200, verbose_name='address')),
                ('detail', models.CharField(blank=True, max_length=100, verbose_name='floor, unit, door')),
                ('label', models.CharField(max_length=40, verbose_name='name of the area')),
                ('latitude', models.FloatField(validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude')),
                ('longitude', models.FloatField(validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude')),
                ('radius_km', models.DecimalField(decimal_places=1, default=Decimal('3'), max_digits=4, validators=[django.core.validators.MinValueValidator(Decimal('0.5')), django.core.validators.MaxValueValidator(Decimal('20'))], verbose_name='radius in km')),
                ('is_active', models.BooleanField(default=False, verbose_name='I work here now')),
                ('rider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='delivery.rider', verbose_name='rider')),
            ],
            options={
                'verbose_name': 'working area',
                'verbose_name_plural': 'working areas',
                'ordering': ['-is_active', 'label', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('status', 'searching')), fields=['latitude', 'longitude'], name='deliveries_offered'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('status', 'searching'), ('unclaimed_told_at', None)), fields=['searching_since'], name='deliveries_to_tell_of'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('status__in', ['assigned', 'picked_up'])), fields=['rider'], name='open_jobs_of_a_rider'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['rider', '-ended_at'], name='jobs_of_a_rider'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['searching', 'assigned', 'picked_up', 'delivered', 'failed', 'stopped'])), name='known_delivery_status'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('fee__gte', 0)), name='delivery_fee_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rider', None), ('status', 'searching')), models.Q(('rider__isnull', False), ('status__in', ['assigned', 'picked_up', 'delivered'])), ('status__in', ['failed', 'stopped']), _connector='OR'), name='carried_by_a_rider'),
        ),
        migrations.AddConstraint(
            model_name='decline',
            constraint=models.UniqueConstraint(fields=('delivery', 'rider'), name='one_decline_a_rider'),
        ),
        migrations.AddConstraint(
            model_name='workingarea',
            constraint=models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('rider',), name='one_active_area'),
        ),
        migrations.AddConstraint(
            model_name='workingarea',
            constraint=models.CheckConstraint(condition=models.Q(('radius_km__gte', Decimal('0.5')), ('radius_km__lte', Decimal('20'))), name='radius_in_range'),
        ),
    ]
