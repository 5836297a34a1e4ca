from django.db import migrations

from core.lifecycle.triggers import AppendOnly, GuardMoves


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_providers")]

    operations = [
        GuardMoves(
            "payments_payment",
            "started",
            [
                ("abandoned", "captured"),
                ("declined", "captured"),
                ("started", "abandoned"),
                ("started", "captured"),
                ("started", "declined"),
                ("started", "unknown"),
                ("started", "waiting"),
                ("unknown", "abandoned"),
                ("unknown", "captured"),
                ("unknown", "declined"),
                ("unknown", "waiting"),
                ("waiting", "abandoned"),
                ("waiting", "captured"),
                ("waiting", "declined"),
            ],
        ),
        AppendOnly("payments_providercall"),
    ]
