import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0010_resumed'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='providercall',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['at'], name='calls_by_time'),
        ),
    ]
