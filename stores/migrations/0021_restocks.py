import accounts.models
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stores', '0020_currencies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Restock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pieces', models.PositiveIntegerField(null=True, verbose_name='pieces')),
                ('told', models.PositiveIntegerField(db_default=0, default=0, verbose_name='told')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='restocks', to='stores.product', verbose_name='product')),
            ],
            options={
                'verbose_name': 'restock',
                'verbose_name_plural': 'restocks',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RestockRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('language', models.CharField(default=accounts.models.default_language, editable=False, max_length=5)),
                ('page', models.CharField(blank=True, max_length=500)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed')),
                ('told_at', models.DateTimeField(null=True, verbose_name='told')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.product', verbose_name='product')),
                ('restock', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='stores.restock')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'restock request',
                'verbose_name_plural': 'restock requests',
                'ordering': ['asked_at', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='restock',
            index=models.Index(condition=models.Q(('finished_at', None)), fields=['at'], name='restocks_to_tell'),
        ),
        migrations.AddIndex(
            model_name='restockrequest',
            index=models.Index(condition=models.Q(('confirmed_at__isnull', False), ('told_at', None)), fields=['product', 'asked_at'], name='restock_requests_waiting'),
        ),
        migrations.AddIndex(
            model_name='restockrequest',
            index=models.Index(fields=['email'], name='restock_requests_by_email'),
        ),
        migrations.AddConstraint(
            model_name='restockrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('user', None), models.Q(('email', ''), _negated=True)), models.Q(('email', ''), ('user__isnull', False)), _connector='OR'), name='restock_request_of_one'),
        ),
        migrations.AddConstraint(
            model_name='restockrequest',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='restock_email_is_lower_case'),
        ),
        migrations.AddConstraint(
            model_name='restockrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('told_at', None), ('user', None)), fields=('product', 'email'), name='one_open_restock_request'),
        ),
        migrations.AddConstraint(
            model_name='restockrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('told_at', None)), fields=('product', 'user'), name='one_open_restock_request_a_user'),
        ),
    ]
