import django.contrib.postgres.indexes
from django.contrib.postgres.operations import TrigramExtension
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stores', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.AddField(
            model_name='product',
            name='search_key',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), template="lower(normalize(%(expressions)s || ' ' || replace(%(expressions)s, ' ', ''), NFKD))"), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='store',
            name='search_key',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('name'), template="lower(normalize(%(expressions)s || ' ' || replace(%(expressions)s, ' ', ''), NFKD))"), output_field=models.TextField()),
        ),
        migrations.AddIndex(
            model_name='product',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_key'], name='products_by_name', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='store',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_key'], name='stores_by_name', opclasses=['gin_trgm_ops']),
        ),
    ]
