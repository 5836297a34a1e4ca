import core.fields
from decimal import Decimal
from django.db import migrations, models


# Every refund so far is owed or sent: all of them count.
FILL = """
UPDATE payments_payment p SET refunded = r.amount
FROM (SELECT payment_id, sum(amount) AS amount FROM payments_refund GROUP BY payment_id) r
WHERE r.payment_id = p.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0007_brought_back'),
        ('payments', '0006_guards_of_doubt'),
    ]

    operations = [
        migrations.AddField(
            model_name='payment',
            name='refunded',
            field=core.fields.MoneyField(decimal_places=2, default=Decimal('0'), max_digits=14, verbose_name='sent or owed back'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('refunded__gte', 0), ('refunded__lte', models.F('captured'))), name='no_more_back_than_came'),
        ),
    ]
