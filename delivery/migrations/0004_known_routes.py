from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0003_deliveries_under_way'),
    ]

    operations = [
        migrations.CreateModel(
            name='KnownRoute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=60)),
                ('start_latitude', models.FloatField()),
                ('start_longitude', models.FloatField()),
                ('end_latitude', models.FloatField()),
                ('end_longitude', models.FloatField()),
                ('metres', models.PositiveIntegerField()),
                ('seconds', models.PositiveIntegerField()),
                ('line', models.JSONField()),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('provider', 'start_latitude', 'start_longitude', 'end_latitude', 'end_longitude'), name='one_known_route_a_way')],
            },
        ),
    ]
