import django.db.models.deletion
from django.db import migrations, models

from core.schema import AtOnce


class Migration(migrations.Migration):
    """Columns without a scan: the foreign key is null in every row."""

    dependencies = [("payments", "0026_saved_methods")]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name='payment',
                    name='decline',
                    field=models.CharField(blank=True, choices=[('soft', 'May be tried again'), ('hard', 'Not to be tried again'), ('authentication_required', 'The payer has to come to a page')], db_default='', default='', editable=False, max_length=24, verbose_name='kind of decline'),
                ),
                migrations.AddField(
                    model_name='payment',
                    name='sent_at',
                    field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='sent'),
                ),
                migrations.AddField(
                    model_name='payment',
                    name='method',
                    field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='payments.savedmethod', verbose_name='saved method'),
                ),
            ]
        ),
    ]
