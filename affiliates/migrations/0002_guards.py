from django.db import migrations

from core.lifecycle.triggers import AppendOnly, GuardMoves


class Migration(migrations.Migration):
    dependencies = [("affiliates", "0001_initial")]

    operations = [
        GuardMoves(
            "affiliates_partner",
            "applied",
            [
                ("applied", "approved"),
                ("applied", "left"),
                ("applied", "refused"),
                ("approved", "left"),
                ("approved", "paused"),
                ("left", "applied"),
                ("paused", "approved"),
                ("paused", "left"),
                ("refused", "applied"),
                ("refused", "approved"),
                ("refused", "left"),
            ],
        ),
        GuardMoves(
            "affiliates_payoutrun",
            "draft",
            [
                ("approved", "discarded"),
                ("approved", "paid"),
                ("draft", "approved"),
                ("draft", "discarded"),
            ],
        ),
        AppendOnly("affiliates_partnermove", ["note"]),
        AppendOnly("affiliates_payoutrunmove", ["note"]),
        AppendOnly("affiliates_ledgerentry"),
    ]
