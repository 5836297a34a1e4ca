import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models


# Each job is written three times: its page has room for that, and it is vacuumed by number, not by share.
STORAGE = """
ALTER TABLE jobs_job SET (
    fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 2000
);
ALTER TABLE jobs_schedule SET (fillfactor = 50);
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('task', models.CharField(max_length=200, verbose_name='task')),
                ('minutes', models.PositiveIntegerField(verbose_name='interval in minutes')),
                ('next_run', models.DateTimeField(blank=True, help_text='Empty: the schedule is switched off.', null=True, verbose_name='next run')),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, editable=False, verbose_name='switched on')),
                ('succeeded', models.DateTimeField(editable=False, null=True, verbose_name='last success')),
            ],
            options={
                'verbose_name': 'schedule',
                'verbose_name_plural': 'schedules',
                'ordering': ['minutes', 'name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gte', 1)), name='schedule_minutes_positive')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.CharField(max_length=200, verbose_name='task')),
                ('args', models.JSONField(db_default=[], default=list, verbose_name='arguments')),
                ('priority', models.SmallIntegerField(db_default=0, default=0, verbose_name='priority')),
                ('due', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now, verbose_name='due')),
                ('tries', models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='tries')),
                ('worker', models.IntegerField(null=True, verbose_name='worker')),
                ('started', models.DateTimeField(null=True, verbose_name='started')),
                ('finished', models.DateTimeField(null=True, verbose_name='finished')),
                ('failed', models.BooleanField(db_default=False, default=False, verbose_name='failed')),
                ('error', models.TextField(db_default='', default='', verbose_name='error')),
                ('schedule', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='jobs.schedule', verbose_name='schedule')),
            ],
            options={
                'verbose_name': 'job',
                'verbose_name_plural': 'jobs',
                'ordering': ['-pk'],
                'indexes': [models.Index(models.OrderBy(models.F('priority'), descending=True), models.F('due'), models.F('id'), condition=models.Q(('finished__isnull', True)), name='job_unfinished')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('finished__isnull', True)), fields=('schedule',), name='job_one_unfinished_of_schedule'), models.CheckConstraint(condition=models.Q(('worker', None), models.Q(('finished', None), ('started__isnull', False)), _connector='OR'), name='job_run_by_worker_is_started'), models.CheckConstraint(condition=models.Q(('failed', False), ('finished__isnull', False), _connector='OR'), name='job_failed_is_finished')],
            },
        ),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
    ]
