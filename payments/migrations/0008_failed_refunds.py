from django.db import migrations, models

from core.lifecycle.triggers import GuardMoves


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0007_refunded'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='refund',
            name='known_refund_status',
        ),
        migrations.AddField(
            model_name='refund',
            name='look_up_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='to be looked up'),
        ),
        migrations.AddField(
            model_name='refund',
            name='look_ups',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='times looked up'),
        ),
        migrations.AlterField(
            model_name='refund',
            name='status',
            field=models.CharField(choices=[('owed', 'Owed'), ('sent', 'Refunded'), ('failed', 'Could not be sent back')], default='owed', editable=False, max_length=12, verbose_name='status'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('look_up_at__isnull', False)), fields=['look_up_at'], name='refunds_to_look_up'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['owed', 'sent', 'failed'])), name='known_refund_status'),
        ),
        GuardMoves(
            "payments_refund",
            "owed",
            [
                ("failed", "owed"),
                ("failed", "sent"),
                ("owed", "failed"),
                ("owed", "owed"),
                ("owed", "sent"),
                ("sent", "failed"),
                ("sent", "owed"),
            ],
        ),
    ]
