import affiliates.models.partners
import core.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('coupons', '0011_names_of_steps'),
        ('orders', '0035_orders_by_identity'),
        ('payments', '0019_manage_money'),
        ('stores', '0013_followers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClickKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('key', models.BinaryField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PayoutRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(default=affiliates.models.partners.new_number, editable=False, max_length=8, unique=True)),
                ('status', models.CharField(choices=[('draft', 'Waits for approval'), ('approved', 'Approved, to be transferred'), ('paid', 'Paid'), ('discarded', 'Discarded')], default='draft', editable=False, max_length=10, verbose_name='status')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('made_at', models.DateTimeField(verbose_name='prepared')),
            ],
            options={
                'verbose_name': 'payout run',
                'verbose_name_plural': 'payout runs',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(default=affiliates.models.partners.new_number, editable=False, max_length=8, unique=True)),
                ('status', models.CharField(choices=[('applied', 'Applied'), ('approved', 'Active'), ('refused', 'Refused'), ('paused', 'Paused'), ('left', 'Left')], default='applied', editable=False, max_length=10, verbose_name='status')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('channel', models.URLField(blank=True, max_length=300, verbose_name='channel')),
                ('plan', models.TextField(blank=True, max_length=1000, verbose_name='how they promote')),
                ('agreed_at', models.DateTimeField(verbose_name='agreed to the terms')),
                ('terms_version', models.PositiveIntegerField(verbose_name='version of the terms')),
                ('terms_text', models.TextField(verbose_name='terms that were agreed to')),
                ('rate', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(Decimal('100'))], verbose_name='own rate in percent')),
                ('tax_kind', models.CharField(blank=True, choices=[('individual', 'Individual in Korea'), ('business', 'Registered business'), ('foreign', 'Abroad')], default='', max_length=10, verbose_name='tax')),
                ('bank_sealed', models.TextField(blank=True, default='', editable=False)),
                ('applied_at', models.DateTimeField(verbose_name='applied')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partnerships', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'partner',
                'verbose_name_plural': 'partners',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='PartnerCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('folded', models.CharField(editable=False, max_length=20, unique=True)),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('campaign', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='coupons.campaign', verbose_name='coupon')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='affiliates.partner', verbose_name='partner')),
            ],
            options={
                'verbose_name': "partner's code",
                'verbose_name_plural': "partners' codes",
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PartnerMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=30, verbose_name='step')),
                ('source', models.CharField(blank=True, max_length=20, verbose_name='from')),
                ('target', models.CharField(max_length=20, verbose_name='to')),
                ('actor_kind', models.CharField(max_length=10, verbose_name='kind of actor')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='affiliates.partner')),
            ],
            options={
                'verbose_name': 'step of a partner',
                'verbose_name_plural': 'history',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Payout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(default=affiliates.models.partners.new_number, editable=False, max_length=8, unique=True)),
                ('gross', core.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='earned')),
                ('income_tax', core.fields.MoneyField(decimal_places=2, default=Decimal('0'), max_digits=14, verbose_name='income tax withheld')),
                ('local_tax', core.fields.MoneyField(decimal_places=2, default=Decimal('0'), max_digits=14, verbose_name='local income tax withheld')),
                ('net', core.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='transferred')),
                ('tax_kind', models.CharField(choices=[('individual', 'Individual in Korea'), ('business', 'Registered business'), ('foreign', 'Abroad')], max_length=10, verbose_name='tax')),
                ('bank_sealed', models.TextField(editable=False)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='affiliates.partner', verbose_name='partner')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='affiliates.payoutrun', verbose_name='run')),
            ],
            options={
                'verbose_name': 'payout',
                'verbose_name_plural': 'payouts',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('sale', 'Sale'), ('reversal', 'Refund of a sale'), ('adjustment', 'Correction'), ('payout', 'Payout')], max_length=10, verbose_name='kind')),
                ('amount', core.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('note', models.CharField(blank=True, default='', max_length=300, verbose_name='note')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('payment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='partner_entry', to='payments.payment', verbose_name='payment')),
                ('refund', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='partner_entry', to='payments.refund', verbose_name='refund')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='affiliates.partner', verbose_name='partner')),
                ('payout', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entry', to='affiliates.payout', verbose_name='payout')),
            ],
            options={
                'verbose_name': 'ledger entry',
                'verbose_name_plural': 'ledger',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='PayoutEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='paid_in', to='affiliates.ledgerentry')),
                ('payout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paid_entries', to='affiliates.payout')),
            ],
            options={
                'verbose_name': 'paid entry',
                'verbose_name_plural': 'paid entries',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PayoutRunMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=30, verbose_name='step')),
                ('source', models.CharField(blank=True, max_length=20, verbose_name='from')),
                ('target', models.CharField(max_length=20, verbose_name='to')),
                ('actor_kind', models.CharField(max_length=10, verbose_name='kind of actor')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='affiliates.payoutrun')),
            ],
            options={
                'verbose_name': 'step of a payout run',
                'verbose_name_plural': 'history',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProductProfit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', core.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='profit of a piece')),
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='profit', to='stores.product', verbose_name='product')),
            ],
            options={
                'verbose_name': 'profit of a product',
                'verbose_name_plural': 'profits of products',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_on', models.BooleanField(default=False, verbose_name='takes partners')),
                ('basis', models.CharField(choices=[('profit', 'The profit of each piece'), ('price', 'What was paid for the products')], default='profit', max_length=10, verbose_name='commission on')),
                ('rate', models.DecimalField(decimal_places=2, default=Decimal('20'), max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='rate in percent')),
                ('window_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='days a click counts')),
                ('return_days', models.PositiveSmallIntegerField(default=14, validators=[django.core.validators.MaxValueValidator(365)], verbose_name='days until a sale is payable')),
                ('minimum_payout', core.fields.MoneyField(decimal_places=2, default=Decimal('0'), max_digits=14, verbose_name='least amount of a payout')),
                ('start_path', models.CharField(blank=True, default='', max_length=200, verbose_name='page that links lead to')),
                ('terms', models.TextField(blank=True, default='', max_length=5000, verbose_name='terms for partners')),
                ('terms_version', models.PositiveIntegerField(default=1, verbose_name='version of the terms')),
                ('store', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='partner_programme', to='stores.store', verbose_name='store')),
            ],
            options={
                'verbose_name': 'partner programme',
                'verbose_name_plural': 'partner programmes',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='payoutrun',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='affiliates.programme', verbose_name='programme'),
        ),
        migrations.AddField(
            model_name='partner',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partners', to='affiliates.programme', verbose_name='programme'),
        ),
        migrations.CreateModel(
            name='Sale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(default=affiliates.models.partners.new_number, editable=False, max_length=8, unique=True)),
                ('basis', models.CharField(choices=[('profit', 'The profit of each piece'), ('price', 'What was paid for the products')], max_length=10, verbose_name='commission on')),
                ('rate', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='rate in percent')),
                ('return_days', models.PositiveSmallIntegerField(verbose_name='days until it is payable')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('amount', core.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name='commission')),
                ('excluded', models.CharField(blank=True, choices=[('account', "Bought by the partner's own account"), ('email', "Bought with the partner's e-mail address"), ('phone', "Bought with the partner's phone number"), ('payer', 'Paid by the partner')], default='', max_length=10, verbose_name='earns nothing because')),
                ('sold_at', models.DateTimeField(verbose_name='sold')),
                ('payable_at', models.DateTimeField(blank=True, null=True, verbose_name='payable from')),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sales', to='affiliates.partnercode', verbose_name='code')),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='partner_sale', to='orders.order', verbose_name='order')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sales', to='affiliates.partner', verbose_name='partner')),
            ],
            options={
                'verbose_name': "partner's sale",
                'verbose_name_plural': "partners' sales",
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='sale',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='affiliates.sale', verbose_name='sale'),
        ),
        migrations.CreateModel(
            name='SaleLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('base', core.fields.MoneyField(decimal_places=2, default=Decimal('0'), max_digits=14, verbose_name='commission on')),
                ('amount', core.fields.MoneyField(decimal_places=2, default=Decimal('0'), max_digits=14, verbose_name='commission')),
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='partner_sale', to='orders.orderline', verbose_name='item')),
                ('sale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='affiliates.sale')),
            ],
            options={
                'verbose_name': "line of a partner's sale",
                'verbose_name_plural': "lines of a partner's sale",
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Click',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visitor', models.CharField(max_length=32)),
                ('at', models.DateTimeField(verbose_name='at')),
                ('code', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='clicks', to='affiliates.partnercode', verbose_name='code')),
            ],
            options={
                'verbose_name': 'click',
                'verbose_name_plural': 'clicks',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['code', 'at'], name='clicks_of_a_code')],
                'constraints': [models.UniqueConstraint(fields=('code', 'visitor'), name='one_click_a_visitor_and_day')],
            },
        ),
        migrations.CreateModel(
            name='Attribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_typed', models.BooleanField(default=False, verbose_name='typed')),
                ('clicked_at', models.DateTimeField(null=True, verbose_name='clicked')),
                ('source', models.CharField(blank=True, max_length=60, verbose_name='source')),
                ('medium', models.CharField(blank=True, max_length=60, verbose_name='medium')),
                ('campaign', models.CharField(blank=True, max_length=60, verbose_name='campaign')),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='attribution', to='orders.order', verbose_name='order')),
                ('code', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attributions', to='affiliates.partnercode', verbose_name='code')),
            ],
            options={
                'verbose_name': 'attribution',
                'verbose_name_plural': 'attributions',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('code__isnull', False), models.Q(('source', ''), _negated=True), _connector='OR'), name='attributed_to_something')],
            },
        ),
        migrations.AddConstraint(
            model_name='payout',
            constraint=models.UniqueConstraint(fields=('run', 'partner'), name='one_payout_a_run_and_partner'),
        ),
        migrations.AddConstraint(
            model_name='payout',
            constraint=models.CheckConstraint(condition=models.Q(('gross__gt', 0), ('income_tax__gte', 0), ('local_tax__gte', 0), ('net', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('gross'), '-', models.F('income_tax')), '-', models.F('local_tax')))), name='payout_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='productprofit',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='profit_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('basis__in', ['profit', 'price'])), name='known_commission_basis'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('rate__gte', 0), ('rate__lte', 100)), name='programme_rate_in_range'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('return_days__lte', 365), ('window_days__range', (1, 365)), ('minimum_payout__gte', 0)), name='programme_in_range'),
        ),
        migrations.AddConstraint(
            model_name='payoutrun',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'approved', 'paid', 'discarded'])), name='known_run_status'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.UniqueConstraint(fields=('programme', 'user'), name='one_partner_an_account_and_store'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['applied', 'approved', 'refused', 'paused', 'left'])), name='known_partner_status'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.CheckConstraint(condition=models.Q(('rate', None), models.Q(('rate__gte', 0), ('rate__lte', Decimal('100'))), _connector='OR'), name='partner_rate_in_range'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.CheckConstraint(condition=models.Q(('tax_kind__in', ['', 'individual', 'business', 'foreign'])), name='known_tax_kind'),
        ),
        migrations.AddIndex(
            model_name='sale',
            index=models.Index(fields=['partner', 'sold_at'], name='sales_of_a_partner'),
        ),
        migrations.AddConstraint(
            model_name='sale',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='commission_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='sale',
            constraint=models.CheckConstraint(condition=models.Q(('excluded', ''), ('amount', 0), _connector='OR'), name='excluded_sale_earns_nothing'),
        ),
        migrations.AddConstraint(
            model_name='sale',
            constraint=models.CheckConstraint(condition=models.Q(('excluded__in', ['', 'account', 'email', 'phone', 'payer'])), name='known_exclusion'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(fields=['partner', 'at'], name='entries_of_a_partner'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('kind', 'sale'), ('payment__isnull', False), ('sale__isnull', False), ('payout', None), ('refund', None)), models.Q(('amount__lt', 0), ('kind', 'reversal'), ('refund__isnull', False), ('sale__isnull', False), ('payment', None), ('payout', None)), models.Q(('kind', 'adjustment'), ('payment', None), ('payout', None), ('refund', None), ('sale', None), models.Q(('amount', 0), _negated=True)), models.Q(('amount__lt', 0), ('kind', 'payout'), ('payout__isnull', False), ('payment', None), ('refund', None), ('sale', None)), _connector='OR'), name='entry_of_one_cause'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'sale')), fields=('sale',), name='one_entry_a_sale'),
        ),
        migrations.AddConstraint(
            model_name='saleline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('base__gte', 0)), name='sale_line_not_negative'),
        ),
    ]
