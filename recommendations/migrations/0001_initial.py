import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0005_members'),
        ('stores', '0013_followers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OptOut',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(verbose_name='at')),
            ],
            options={
                'verbose_name': 'reader without recommendations',
                'verbose_name_plural': 'readers without recommendations',
            },
        ),
        migrations.CreateModel(
            name='Training',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('phase', models.CharField(choices=[('evaluate', 'choosing the list'), ('areas', 'lists of areas'), ('readers', 'lists of readers'), ('rerank', 're-ranking'), ('done', 'finished')], default='evaluate', max_length=10, verbose_name='step')),
                ('moved_at', models.DateTimeField(verbose_name='last progress')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('chosen', models.CharField(blank=True, choices=[('popular', 'Most popular'), ('near', 'Popular near the reader'), ('again', 'Order again'), ('taste', 'What the reader eats'), ('together', 'People who like the same'), ('shuffled', 'Shuffled readers')], max_length=10, verbose_name='list in use')),
                ('report', models.JSONField(blank=True, default=dict, verbose_name='evaluation')),
                ('last_user_id', models.BigIntegerField(default=0)),
                ('readers', models.PositiveIntegerField(default=0, verbose_name='readers')),
                ('requests', models.PositiveIntegerField(default=0, verbose_name='requests for re-ranking')),
                ('tokens', models.PositiveIntegerField(default=0, verbose_name='tokens for re-ranking')),
            ],
            options={
                'verbose_name': 'training',
                'verbose_name_plural': 'trainings',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(models.Value(1), condition=models.Q(('finished_at', None)), name='one_unfinished_training'), models.CheckConstraint(condition=models.Q(('phase', 'done'), ('finished_at', None), _connector='XOR'), name='training_ends_once')],
            },
        ),
        migrations.CreateModel(
            name='Dismissal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'unwanted recommendation',
                'verbose_name_plural': 'unwanted recommendations',
                'constraints': [models.UniqueConstraint(fields=('user', 'store'), name='one_dismissal_a_store')],
            },
        ),
        migrations.CreateModel(
            name='Exposure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('at', models.DateTimeField(verbose_name='first seen')),
                ('is_plain', models.BooleanField(verbose_name='plain list')),
                ('clicks', models.PositiveIntegerField(default=0, verbose_name='clicks')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'reader of a day',
                'verbose_name_plural': 'readers of a day',
                'indexes': [models.Index(fields=['day'], name='exposures_by_day')],
                'constraints': [models.UniqueConstraint(fields=('user', 'day'), name='one_exposure_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Neighbour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('likeness', models.FloatField(verbose_name='likeness')),
                ('other', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('store', 'other'), name='one_neighbour_a_pair'), models.CheckConstraint(condition=models.Q(('store', models.F('other')), _negated=True), name='neighbours_differ')],
            },
        ),
        migrations.CreateModel(
            name='Recommendation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cell', models.CharField(blank=True, default='', max_length=20, verbose_name='area')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='rank')),
                ('reason', models.CharField(choices=[('again', 'Ordered before'), ('followed', 'Followed'), ('claimed', 'Coupon claimed before'), ('popular_in', 'Popular nearby in its category'), ('popular_near', 'Popular nearby'), ('popular', 'Popular'), ('near_in', 'Nearby in its category'), ('near', 'Nearby'), ('new', 'New'), ('together', 'Liked by customers of another store'), ('shown', 'On the site')], max_length=12, verbose_name='reason')),
                ('times', models.PositiveIntegerField(default=0, verbose_name='orders')),
                ('like', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stores.store', verbose_name='because of')),
                ('store', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recommendations', to='stores.store', verbose_name='store')),
                ('user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='recommendations', to=settings.AUTH_USER_MODEL, verbose_name='reader')),
            ],
            options={
                'verbose_name': 'recommendation',
                'verbose_name_plural': 'recommendations',
                'ordering': ['rank'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('user', 'rank'), name='one_recommendation_a_rank'), models.UniqueConstraint(condition=models.Q(('user', None)), fields=('cell', 'rank'), name='one_recommendation_a_cell_rank'), models.CheckConstraint(condition=models.Q(('user__isnull', False), models.Q(('cell', ''), _negated=True), _connector='XOR'), name='recommended_to_one'), models.CheckConstraint(condition=models.Q(models.Q(('reason', 'together'), _negated=True), ('like__isnull', False), _connector='OR'), name='together_names_a_store')],
            },
        ),
    ]
