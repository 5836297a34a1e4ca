from django.db import migrations

from core.lifecycle.triggers import AppendOnly, GuardMoves


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [
        GuardMoves(
            "payments_payment",
            "started",
            [
                ("abandoned", "captured"),
                ("started", "abandoned"),
                ("started", "captured"),
                ("started", "declined"),
            ],
        ),
        GuardMoves(
            "payments_refund",
            "owed",
            [
                ("owed", "sent"),
            ],
        ),
        AppendOnly("payments_paymentmove"),
        AppendOnly("payments_refundmove"),
    ]
