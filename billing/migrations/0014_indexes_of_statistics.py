from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # indexes are made concurrently

    dependencies = [
        ('billing', '0013_payments_of_clocks'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='creditnote',
            index=models.Index(fields=['at'], name='credit_notes_by_time'),
        ),
        AddIndexConcurrently(
            model_name='invoice',
            index=models.Index(condition=models.Q(('status', 'paid'), _negated=True), fields=['due_day', 'id'], name='unpaid_by_day'),
        ),
        AddIndexConcurrently(
            model_name='invoice',
            index=models.Index(fields=['finalized_at'], name='invoices_by_time'),
        ),
        AddIndexConcurrently(
            model_name='invoicemove',
            index=models.Index(fields=['at'], name='steps_of_invoices_by_time'),
        ),
        AddIndexConcurrently(
            model_name='subscriptionchange',
            index=models.Index(fields=['subscription', 'day'], include=('version', 'is_billed', 'kind'), name='changes_in_order'),
        ),
        AddIndexConcurrently(
            model_name='usageevent',
            index=BrinIndex(autosummarize=True, fields=['month'], name='usage_by_month'),
        ),
    ]
