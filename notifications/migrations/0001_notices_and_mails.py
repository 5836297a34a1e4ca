import core.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0005_names_for_readers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30, verbose_name='kind')),
                ('event_key', models.CharField(max_length=60, verbose_name='event')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('amount', core.fields.MoneyField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='amount')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='told')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('recipient', models.EmailField(blank=True, max_length=254, verbose_name='recipient')),
                ('language', models.CharField(max_length=5, verbose_name='language')),
                ('subject', models.CharField(blank=True, max_length=200, verbose_name='subject')),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('sent', 'Sent'), ('failed', 'Failed')], default='queued', editable=False, max_length=10, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                ('last_error', models.CharField(blank=True, max_length=500, verbose_name='last error')),
                ('next_try_at', models.DateTimeField(blank=True, default=django.utils.timezone.now, null=True, verbose_name='next try')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orders.order', verbose_name='order')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mails', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'mail',
                'verbose_name_plural': 'mails',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'queued')), fields=['next_try_at'], name='mails_to_send'), models.Index(fields=['-created_at', '-id'], name='mails_by_time')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('recipient', ''), _negated=True), fields=('event_key', 'kind', 'recipient'), name='one_mail_an_event'), models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sent', 'failed'])), name='known_mail_state'), models.CheckConstraint(condition=models.Q(models.Q(('next_try_at__isnull', False), ('state', 'queued')), models.Q(models.Q(('state', 'queued'), _negated=True), ('next_try_at', None)), _connector='OR'), name='queued_mail_has_a_next_try')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30, verbose_name='kind')),
                ('event_key', models.CharField(max_length=60, verbose_name='event')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('amount', core.fields.MoneyField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='amount')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='told')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orders.order', verbose_name='order')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='reader')),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(fields=['user', '-created_at', '-id'], name='notices_of_a_user'), models.Index(condition=models.Q(('read_at', None)), fields=['user'], name='unread_notices'), models.Index(fields=['created_at'], name='notices_to_forget')],
                'constraints': [models.UniqueConstraint(fields=('user', 'event_key', 'kind'), name='one_notice_an_event')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('mailed', models.BooleanField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_preferences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='one_preference_a_kind')],
            },
        ),
    ]
