from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from core.lifecycle.triggers import GuardMoves
from core.schema import AtOnce


class Migration(migrations.Migration):
    """A wider condition, which all rows fulfil."""

    dependencies = [("payments", "0022_losses")]

    operations = [
        AtOnce([
        migrations.RemoveConstraint(
            model_name='refund',
            name='known_refund_status',
        ),
        migrations.AlterField(
            model_name='refund',
            name='status',
            field=models.CharField(choices=[('owed', 'Owed'), ('sent', 'Refunded'), ('failed', 'Could not be sent back'), ('reversed', 'Came back to us')], default='owed', editable=False, max_length=12, verbose_name='status'),
        ),
        AddConstraintNotValid(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['owed', 'sent', 'failed', 'reversed'])), name='known_refund_status'),
        ),
        GuardMoves("payments_refund", "owed", [
                ("failed", "owed"),
                ("failed", "sent"),
                ("owed", "failed"),
                ("owed", "owed"),
                ("owed", "sent"),
                ("sent", "failed"),
                ("sent", "owed"),
                ("sent", "reversed"),
        ]),
        ]),
    ]
