import core.fields
import django.core.validators
import django.db.models.deletion
import stores.photos
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0035_orders_by_identity'),
        ('stores', '0015_legal_identity'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name='name in addresses')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('paused', 'Offline'), ('archived', 'Archived')], default='draft', editable=False, max_length=10, verbose_name='status')),
                ('draft', models.JSONField(blank=True, default=dict, verbose_name='draft')),
                ('revision', models.PositiveIntegerField(db_default=0, default=0, editable=False, verbose_name='revision')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('changed_at', models.DateTimeField(verbose_name='changed')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='stores.store', verbose_name='store')),
            ],
            options={
                'verbose_name': 'product page',
                'verbose_name_plural': 'product pages',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='PageMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=30, verbose_name='step')),
                ('source', models.CharField(blank=True, max_length=20, verbose_name='from')),
                ('target', models.CharField(max_length=20, verbose_name='to')),
                ('actor_kind', models.CharField(max_length=10, verbose_name='kind of actor')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='landing.page')),
            ],
            options={
                'verbose_name': 'step of a page',
                'verbose_name_plural': 'history',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PagePhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('image', models.ImageField(height_field='height', upload_to=stores.photos.photo_path, verbose_name='photo', width_field='width')),
                ('width', models.PositiveIntegerField(editable=False, verbose_name='width')),
                ('height', models.PositiveIntegerField(editable=False, verbose_name='height')),
                ('alt', models.CharField(blank=True, max_length=200, verbose_name='description for those who do not see it')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='landing.page')),
            ],
            options={
                'verbose_name': 'photo of a page',
                'verbose_name_plural': 'photos of pages',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PageVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('content', models.JSONField(verbose_name='content')),
                ('revision', models.PositiveIntegerField(verbose_name='revision')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('publish_at', models.DateTimeField(verbose_name='shown from')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='landing.page')),
            ],
            options={
                'verbose_name': 'version of a page',
                'verbose_name_plural': 'versions of pages',
                'ordering': ['-number'],
            },
        ),
        migrations.AddField(
            model_name='page',
            name='published',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='landing.pageversion', verbose_name='published version'),
        ),
        migrations.AddField(
            model_name='page',
            name='scheduled',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='landing.pageversion', verbose_name='scheduled version'),
        ),
        migrations.CreateModel(
            name='ProductSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('price', core.fields.MoneyField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)], verbose_name='price')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sets', to='landing.page')),
            ],
            options={
                'verbose_name': 'set',
                'verbose_name_plural': 'sets',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rating', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='rating')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='text')),
                ('author', models.CharField(max_length=8, verbose_name='author')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('reply', models.TextField(blank=True, max_length=2000, verbose_name='reply')),
                ('replied_at', models.DateTimeField(blank=True, null=True, verbose_name='replied')),
                ('hidden_at', models.DateTimeField(blank=True, null=True, verbose_name='hidden')),
                ('hidden_reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='review', to='orders.orderline', verbose_name='item')),
                ('product', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reviews', to='stores.product', verbose_name='product')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='stores.store', verbose_name='store')),
            ],
            options={
                'verbose_name': 'review',
                'verbose_name_plural': 'reviews',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SetItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pieces', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='pieces')),
                ('product', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='set_items', to='stores.product', verbose_name='product')),
                ('set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='landing.productset')),
            ],
            options={
                'verbose_name': 'part of a set',
                'verbose_name_plural': 'parts of sets',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Variant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(blank=True, max_length=60, verbose_name='label')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='landing.page')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='page_variants', to='stores.product', verbose_name='product')),
            ],
            options={
                'verbose_name': 'variant',
                'verbose_name_plural': 'variants',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='pageversion',
            constraint=models.UniqueConstraint(fields=('page', 'number'), name='one_version_a_number'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'published', 'paused', 'archived'])), name='known_page_status'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), ('published__isnull', False), ('scheduled__isnull', False), _connector='OR'), name='published_page_has_a_version'),
        ),
        migrations.AddConstraint(
            model_name='productset',
            constraint=models.CheckConstraint(condition=models.Q(('price__gte', 0)), name='set_price_not_negative'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(condition=models.Q(('hidden_at', None)), fields=['product', '-at'], name='reviews_shown'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('rating__range', (1, 5))), name='rating_in_range'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('hidden_at', None), models.Q(('hidden_reason', ''), _negated=True), _connector='OR'), name='review_hidden_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='setitem',
            constraint=models.UniqueConstraint(fields=('set', 'product'), name='one_set_item_a_product'),
        ),
        migrations.AddConstraint(
            model_name='setitem',
            constraint=models.CheckConstraint(condition=models.Q(('pieces__gte', 1)), name='set_item_has_pieces'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.UniqueConstraint(fields=('page', 'product'), name='one_variant_a_product'),
        ),
    ]
