from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shipping', '0008_names_of_steps'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='dispatchreport',
            name='key',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='dispatchreport',
            name='language',
            field=models.CharField(blank=True, db_default='', editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name='dispatchreport',
            name='moved_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='dispatchreport',
            name='waiting',
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name='dispatchreport',
            constraint=models.UniqueConstraint(fields=('user', 'key'), name='one_report_a_confirmation'),
        ),
    ]
