import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0021_disputes")]

    operations = [
        migrations.AddField(
            model_name='dispute',
            name='loss',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dispute', to='payments.refund', verbose_name='refund that it counts as'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'lost'), models.Q(('lessened', 0), ('loss', None)), _connector='OR'), name='only_lost_disputes_cost'),
        ),
    ]
