import accounts.models
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

# array_to_string is only STABLE, as its result depends on the type of the elements; that of texts does not.
NAMES = """
CREATE OR REPLACE FUNCTION ticketing_names(name text, aliases character varying[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT name || ', ' || array_to_string(aliases, ', ') $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0039_attributed'),
        ('stores', '0023_refunded_stock'),
        ('ticketing', '0007_waiting_list'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(NAMES, "DROP FUNCTION ticketing_names(text, character varying[])"),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('language', models.CharField(default=accounts.models.default_language, editable=False, max_length=5)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent')),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
                'ordering': ['asked_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='artist',
            name='initials',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Func(models.F('name'), models.F('aliases'), template='%(expressions)s'), template="regexp_replace(lower(normalize(ticketing_names(%(expressions)s) || ' ' || replace(ticketing_names(%(expressions)s), ' ', ''), NFKD)), '[ᅡ-ᅵᆨ-ᇂ]', '', 'g')"), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='artist',
            name='search_key',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.Func(models.F('name'), models.F('aliases'), template='%(expressions)s'), template="lower(normalize(ticketing_names(%(expressions)s) || ' ' || replace(ticketing_names(%(expressions)s), ' ', ''), NFKD))"), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='event',
            name='initials',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('title'), template="regexp_replace(lower(normalize(%(expressions)s || ' ' || replace(%(expressions)s, ' ', ''), NFKD)), '[ᅡ-ᅵᆨ-ᇂ]', '', 'g')"), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='event',
            name='search_key',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('title'), template="lower(normalize(%(expressions)s || ' ' || replace(%(expressions)s, ' ', ''), NFKD))"), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='venue',
            name='initials',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), template="regexp_replace(lower(normalize(%(expressions)s || ' ' || replace(%(expressions)s, ' ', ''), NFKD)), '[ᅡ-ᅵᆨ-ᇂ]', '', 'g')"), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='venue',
            name='search_key',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), template="lower(normalize(%(expressions)s || ' ' || replace(%(expressions)s, ' ', ''), NFKD))"), output_field=models.TextField()),
        ),
        migrations.AddIndex(
            model_name='artist',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_key'], name='artists_by_name', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='artist',
            index=django.contrib.postgres.indexes.GinIndex(fields=['initials'], name='artists_by_initials', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='event',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_key'], name='events_by_title', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='event',
            index=django.contrib.postgres.indexes.GinIndex(fields=['initials'], name='events_by_initials', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(condition=models.Q(models.Q(('state', 'sold'), _negated=True), ('is_blocked', False)), fields=['date', 'category'], name='places_unsold'),
        ),
        migrations.AddIndex(
            model_name='venue',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_key'], name='venues_by_name', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='venue',
            index=django.contrib.postgres.indexes.GinIndex(fields=['initials'], name='venues_by_initials', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddField(
            model_name='reminder',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='ticketing.event', verbose_name='event'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('confirmed_at__isnull', False), ('sent_at', None)), fields=['event'], name='reminders_waiting'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(fields=['email'], name='reminders_by_email'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('user', None), models.Q(('email', ''), _negated=True)), models.Q(('email', ''), ('user__isnull', False)), _connector='OR'), name='reminder_of_one'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='reminder_email_is_lower_case'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(condition=models.Q(('sent_at', None), ('user', None)), fields=('event', 'email'), name='one_open_reminder'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(condition=models.Q(('sent_at', None)), fields=('event', 'user'), name='one_open_reminder_a_user'),
        ),
    ]
