import core.fields
import coupons.codes
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0027_totals_add_up'),
        ('stores', '0012_members_of_owners'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(default=coupons.codes.new_campaign_number, editable=False, max_length=8, unique=True)),
                ('title', models.CharField(max_length=60, verbose_name='title')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('paused', 'Paused'), ('closed', 'Closed')], default='draft', editable=False, max_length=10, verbose_name='status')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('total', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000000)], verbose_name='number of coupons')),
                ('issued', models.PositiveIntegerField(db_default=0, default=0, editable=False, verbose_name='claimed')),
                ('per_customer', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='coupons a customer')),
                ('audience', models.CharField(choices=[('everybody', 'Everybody'), ('code', 'Who knows the secret code')], default='everybody', max_length=10, verbose_name='for')),
                ('secret_code', models.CharField(blank=True, default='', max_length=30, verbose_name='secret code')),
                ('opens_at', models.DateTimeField(verbose_name='can be claimed from')),
                ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='can be claimed until')),
                ('budget', core.fields.MoneyField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='budget')),
                ('committed', core.fields.MoneyField(db_default=Decimal('0'), decimal_places=2, default=Decimal('0'), editable=False, max_digits=14, verbose_name='used of the budget')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('store', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='stores.store', verbose_name='store')),
            ],
            options={
                'verbose_name': 'campaign',
                'verbose_name_plural': 'campaigns',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='CampaignMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=30, verbose_name='step')),
                ('source', models.CharField(blank=True, max_length=20, verbose_name='from')),
                ('target', models.CharField(max_length=20, verbose_name='to')),
                ('actor_kind', models.CharField(max_length=10, verbose_name='kind of actor')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='coupons.campaign')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'history',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Coupon',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=coupons.codes.new_coupon_code, editable=False, max_length=12, unique=True, verbose_name='code')),
                ('ordinal', models.PositiveSmallIntegerField()),
                ('press', models.UUIDField(editable=False, unique=True)),
                ('email_key', models.CharField(blank=True, editable=False, max_length=254)),
                ('phone_key', models.CharField(blank=True, editable=False, max_length=20)),
                ('issued_at', models.DateTimeField(verbose_name='claimed')),
                ('expires_at', models.DateTimeField(verbose_name='valid until')),
                ('status', models.CharField(choices=[('issued', 'Ready to use'), ('reserved', 'Reserved for an order'), ('used', 'Used'), ('revoked', 'Revoked')], default='issued', editable=False, max_length=10, verbose_name='status')),
                ('saved', core.fields.MoneyField(db_default=Decimal('0'), decimal_places=2, default=Decimal('0'), editable=False, max_digits=14, verbose_name='took off')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coupons', to='coupons.campaign', verbose_name='campaign')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='coupons', to=settings.AUTH_USER_MODEL, verbose_name='customer')),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='coupons', to='orders.order', verbose_name='order')),
            ],
            options={
                'verbose_name': 'coupon',
                'verbose_name_plural': 'coupons',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='CouponMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=30, verbose_name='step')),
                ('source', models.CharField(blank=True, max_length=20, verbose_name='from')),
                ('target', models.CharField(max_length=20, verbose_name='to')),
                ('actor_kind', models.CharField(max_length=10, verbose_name='kind of actor')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('coupon', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='coupons.coupon')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'history',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Terms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('benefit', models.CharField(choices=[('amount', 'An amount off'), ('percent', 'A percentage off'), ('piece', 'One piece free'), ('delivery', 'Free delivery')], max_length=10, verbose_name='benefit')),
                ('amount', core.fields.MoneyField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='amount off')),
                ('percent', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='percent off')),
                ('cap', core.fields.MoneyField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='at most')),
                ('minimum', core.fields.MoneyField(decimal_places=2, default=Decimal('0'), max_digits=14, verbose_name='minimum spend')),
                ('product_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('section_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('first_order_only', models.BooleanField(default=False, verbose_name='only for a first order')),
                ('valid_until', models.DateTimeField(blank=True, null=True, verbose_name='valid until')),
                ('valid_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days valid after claiming')),
                ('platform_percent', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='share of the platform in percent')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='coupons.campaign')),
            ],
            options={
                'verbose_name': 'terms',
                'verbose_name_plural': 'terms',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='coupon',
            name='terms',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='coupons.terms', verbose_name='terms'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='terms',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='coupons.terms', verbose_name='terms'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.UniqueConstraint(fields=('campaign', 'version'), name='one_terms_a_version'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('benefit', 'amount'), ('percent', None)), models.Q(('amount', None), ('benefit', 'percent'), ('percent__range', (1, 100))), models.Q(('amount', None), ('benefit__in', ['piece', 'delivery']), ('percent', None)), _connector='OR'), name='terms_of_one_benefit'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_days', None), _connector='XOR'), name='terms_valid_one_way'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.CheckConstraint(condition=models.Q(('minimum__gte', 0), ('platform_percent__lte', 100), models.Q(('cap', None), ('cap__gt', 0), _connector='OR'), models.Q(('valid_days', None), ('valid_days__gte', 1), _connector='OR')), name='terms_in_range'),
        ),
        migrations.AddIndex(
            model_name='coupon',
            index=models.Index(fields=['customer', 'expires_at'], name='coupons_of_a_customer'),
        ),
        migrations.AddConstraint(
            model_name='coupon',
            constraint=models.UniqueConstraint(fields=('campaign', 'customer', 'ordinal'), name='one_coupon_an_ordinal'),
        ),
        migrations.AddConstraint(
            model_name='coupon',
            constraint=models.UniqueConstraint(condition=models.Q(('email_key', ''), _negated=True), fields=('campaign', 'email_key', 'ordinal'), name='one_coupon_an_email_ordinal'),
        ),
        migrations.AddConstraint(
            model_name='coupon',
            constraint=models.UniqueConstraint(condition=models.Q(('phone_key', ''), _negated=True), fields=('campaign', 'phone_key', 'ordinal'), name='one_coupon_a_phone_ordinal'),
        ),
        migrations.AddConstraint(
            model_name='coupon',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['issued', 'reserved', 'used', 'revoked'])), name='known_coupon_status'),
        ),
        migrations.AddConstraint(
            model_name='coupon',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('order', None), ('saved', 0), ('status__in', ['issued', 'revoked'])), models.Q(('saved__gte', 0), ('status__in', ['reserved', 'used'])), _connector='OR'), name='coupon_of_one_order'),
        ),
        migrations.AddConstraint(
            model_name='coupon',
            constraint=models.CheckConstraint(condition=models.Q(('order', None), ('status', 'reserved'), _negated=True), name='reserved_for_an_order'),
        ),
        migrations.AddIndex(
            model_name='campaign',
            index=models.Index(condition=models.Q(('status', 'published')), fields=['store', 'opens_at'], name='published_campaigns'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'published', 'paused', 'closed'])), name='known_campaign_status'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('issued__lte', models.F('total')), ('total__gte', 1)), name='campaign_issues_its_total'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('per_customer__range', (1, 20))), name='campaign_per_customer_in_range'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at', None), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='campaign_opens_before_it_closes'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('committed__gte', 0), models.Q(('budget', None), ('committed__lte', models.F('budget')), _connector='OR')), name='campaign_within_its_budget'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('audience', 'code'), ('secret_code', ''), _connector='XOR'), name='campaign_with_its_code'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'draft'), ('terms__isnull', False), _connector='OR'), name='terms_once_published'),
        ),
    ]
