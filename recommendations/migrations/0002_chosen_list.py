import recommendations.report
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recommendations', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='training',
            name='chosen',
            field=models.CharField(blank=True, choices=recommendations.report.list_choices, max_length=10, verbose_name='list in use'),
        ),
    ]
