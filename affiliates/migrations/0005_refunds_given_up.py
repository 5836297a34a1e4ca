import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

from core.schema import AtOnce


class Migration(migrations.Migration):
    """What a refund reversed is restored when it is given up: a wider condition, which all rows fulfil."""

    dependencies = [("affiliates", "0004_reversal_checked"), ("payments", "0020_payer_key")]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name="ledgerentry",
                    name="refund_step",
                    field=models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partner_entry",
                        to="payments.refundmove",
                        verbose_name="step of the refund",
                    ),
                ),
                migrations.AlterField(
                    model_name="ledgerentry",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("sale", "Sale"),
                            ("reversal", "Refund of a sale"),
                            ("restored", "Refund that could not be sent"),
                            ("adjustment", "Correction"),
                            ("payout", "Payout"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                migrations.RemoveConstraint(model_name="ledgerentry", name="entry_of_one_cause"),
                AddConstraintNotValid(
                    model_name="ledgerentry",
                    constraint=models.CheckConstraint(
                        condition=Q(
                            kind="sale", amount__gt=0, sale__isnull=False, payment__isnull=False
                        )
                        & Q(refund=None, refund_step=None, payout=None)
                        | Q(kind="reversal", amount__lt=0, sale__isnull=False)
                        & (Q(refund=None) | Q(refund_step=None))
                        & Q(payment=None, payout=None)
                        | Q(
                            kind="restored",
                            amount__gt=0,
                            sale__isnull=False,
                            refund_step__isnull=False,
                        )
                        & Q(payment=None, refund=None, payout=None)
                        | Q(kind="adjustment", sale=None, payment=None, refund=None, payout=None)
                        & Q(refund_step=None)
                        & ~Q(amount=0)
                        | Q(kind="payout", amount__lt=0, payout__isnull=False)
                        & Q(sale=None, payment=None, refund=None, refund_step=None),
                        name="entry_of_one_cause",
                    ),
                ),
            ]
        ),
    ]
