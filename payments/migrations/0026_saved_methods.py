import django.db.models.deletion
import django.utils.timezone
import payments.models.keys
from django.conf import settings
from django.db import migrations, models

from core.lifecycle.triggers import AppendOnly, GuardMoves
from core.schema import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0025_messages_about_disputes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedMethod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=payments.models.keys.new_key, editable=False, max_length=40, unique=True)),
                ('gateway', models.CharField(max_length=20, verbose_name='gateway')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('status', models.CharField(choices=[('pending', 'Not finished'), ('active', 'Saved'), ('unusable', 'Cannot be used any more'), ('removed', 'Removed')], default='pending', editable=False, max_length=10, verbose_name='status')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='why it cannot be used')),
                ('label', models.CharField(blank=True, max_length=100, verbose_name='name')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('customer', models.CharField(blank=True, editable=False, max_length=120)),
                ('session', models.CharField(blank=True, editable=False, max_length=200)),
                ('sealed', models.TextField(blank=True, editable=False)),
                ('digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('next_path', models.CharField(blank=True, editable=False, max_length=500)),
                ('forget_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('forget_tries', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='added')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='saved_methods', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'saved method',
                'verbose_name_plural': 'saved methods',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SavedMethodMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=30, verbose_name='step')),
                ('source', models.CharField(blank=True, max_length=20, verbose_name='from')),
                ('target', models.CharField(max_length=20, verbose_name='to')),
                ('actor_kind', models.CharField(max_length=10, verbose_name='kind of actor')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='at')),
            ],
            options={
                'verbose_name': 'step of a saved method',
                'verbose_name_plural': 'history',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        # A foreign key locks the table that it names until the end: nothing is prepared meanwhile.
        AtOnce([
            migrations.AddField(
                model_name='savedmethodmove',
                name='actor',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
            ),
            migrations.AddField(
                model_name='savedmethodmove',
                name='method',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='payments.savedmethod'),
            ),
            migrations.AddIndex(
                model_name='savedmethod',
                index=models.Index(condition=models.Q(('forget_at__isnull', False)), fields=['forget_at'], name='methods_to_forget'),
            ),
            migrations.AddIndex(
                model_name='savedmethod',
                index=models.Index(condition=models.Q(('status', 'pending')), fields=['created_at'], name='methods_begun'),
            ),
            migrations.AddConstraint(
                model_name='savedmethod',
                constraint=models.CheckConstraint(condition=models.Q(('status__in', ['pending', 'active', 'unusable', 'removed'])), name='known_method_status'),
            ),
            migrations.AddConstraint(
                model_name='savedmethod',
                constraint=models.CheckConstraint(condition=models.Q(('status', 'removed'), models.Q(('sealed', ''), ('status', 'pending')), models.Q(('status__in', ('active', 'unusable')), models.Q(('sealed', ''), _negated=True), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='saved_method_has_token'),
            ),
            migrations.AddConstraint(
                model_name='savedmethod',
                constraint=models.CheckConstraint(condition=models.Q(('forget_at__isnull', True), ('status', 'removed'), _connector='OR'), name='only_removed_methods_are_forgotten'),
            ),
            migrations.AddConstraint(
                model_name='savedmethod',
                constraint=models.UniqueConstraint(condition=models.Q(('status__in', ('active', 'unusable'))), fields=('gateway', 'digest'), name='one_method_a_token'),
            ),
            GuardMoves(
                "payments_savedmethod",
                "pending",
                [
                    ("active", "removed"),
                    ("active", "unusable"),
                    ("pending", "active"),
                    ("pending", "removed"),
                    ("unusable", "removed"),
                ],
            ),
            AppendOnly("payments_savedmethodmove", ["note"]),
        ]),
    ]
