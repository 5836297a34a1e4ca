import core.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import stores.models
import stores.photos
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(allow_unicode=True, max_length=40, unique=True)),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('name_ko', models.CharField(blank=True, max_length=40, verbose_name='name in Korean')),
                ('emoji', models.CharField(blank=True, max_length=8)),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'category',
                'verbose_name_plural': 'categories',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='MenuSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'menu section',
                'verbose_name_plural': 'menu sections',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='OptionGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('min_choices', models.PositiveSmallIntegerField(default=0, verbose_name='at least')),
                ('max_choices', models.PositiveSmallIntegerField(default=1, verbose_name='at most')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'option group',
                'verbose_name_plural': 'option groups',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Option',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('price_change', core.fields.MoneyField(decimal_places=2, default=Decimal('0'), max_digits=14, verbose_name='price difference')),
                ('is_available', models.BooleanField(default=True, verbose_name='available')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='stores.optiongroup')),
            ],
            options={
                'verbose_name': 'option',
                'verbose_name_plural': 'options',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('description', models.CharField(blank=True, max_length=300, verbose_name='description')),
                ('photo', models.ImageField(blank=True, upload_to=stores.photos.photo_path, verbose_name='photo')),
                ('price', core.fields.MoneyField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)], verbose_name='price')),
                ('stock', models.PositiveIntegerField(blank=True, help_text='Left empty, it never runs out.', null=True, verbose_name='stock')),
                ('is_available', models.BooleanField(default=True, verbose_name='available')),
                ('is_hidden', models.BooleanField(default=False, verbose_name='hidden from customers')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='products', to='stores.menusection', verbose_name='section')),
            ],
            options={
                'verbose_name': 'product',
                'verbose_name_plural': 'products',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='optiongroup',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='option_groups', to='stores.product'),
        ),
        migrations.CreateModel(
            name='Store',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('postcode', models.CharField(blank=True, max_length=10, verbose_name='postcode')),
                ('line', models.CharField(max_length=200, verbose_name='address')),
                ('detail', models.CharField(blank=True, max_length=100, verbose_name='floor, unit, door')),
                ('latitude', models.FloatField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('slug', models.SlugField(allow_unicode=True, max_length=100, unique=True)),
                ('description', models.TextField(blank=True, max_length=1000, verbose_name='description')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                ('photo', models.ImageField(blank=True, upload_to=stores.photos.photo_path, verbose_name='photo')),
                ('currency', models.CharField(choices=[('KRW', 'KRW ₩'), ('USD', 'USD $'), ('EUR', 'EUR €'), ('JPY', 'JPY ¥')], default=stores.models.default_currency, max_length=3, verbose_name='currency')),
                ('minimum_order', core.fields.MoneyField(decimal_places=2, default=Decimal('0'), max_digits=14, verbose_name='minimum order')),
                ('delivery_fee', core.fields.MoneyField(decimal_places=2, default=Decimal('0'), max_digits=14, verbose_name='delivery fee')),
                ('offers_delivery', models.BooleanField(default=True, verbose_name='delivers')),
                ('offers_pickup', models.BooleanField(default=True, verbose_name='lets customers pick up')),
                ('is_open', models.BooleanField(default=True, verbose_name='takes orders')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('import_key', models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stores', to='stores.category', verbose_name='category')),
                ('owner', models.ForeignKey(blank=True, help_text='A store without an owner is shown but takes no orders.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stores', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'store',
                'verbose_name_plural': 'stores',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='weekday')),
                ('opens', models.TimeField(verbose_name='opens')),
                ('closes', models.TimeField(verbose_name='closes')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='stores.store')),
            ],
            options={
                'verbose_name': 'opening hours',
                'verbose_name_plural': 'opening hours',
                'ordering': ['weekday', 'opens'],
            },
        ),
        migrations.AddField(
            model_name='menusection',
            name='store',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='stores.store'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('price__gte', 0)), name='price_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('stock__gte', 0)), name='stock_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='optiongroup',
            constraint=models.CheckConstraint(condition=models.Q(('max_choices__gte', 1), ('min_choices__lte', models.F('max_choices'))), name='choices_make_sense', violation_error_message='“At least” may not be more than “at most”.'),
        ),
        migrations.AddConstraint(
            model_name='store',
            constraint=models.CheckConstraint(condition=models.Q(('minimum_order__gte', 0)), name='minimum_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='store',
            constraint=models.CheckConstraint(condition=models.Q(('delivery_fee__gte', 0)), name='fee_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.UniqueConstraint(fields=('store', 'weekday', 'opens'), name='one_span_an_opening'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='known_weekday'),
        ),
    ]
