from django.db import migrations

from core.lifecycle.triggers import GuardMoves


class Migration(migrations.Migration):
    dependencies = [("payments", "0009_what_goes_back")]

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
                ("unknown", "started"),
                ("unknown", "waiting"),
                ("waiting", "abandoned"),
                ("waiting", "captured"),
                ("waiting", "declined"),
            ],
        ),
    ]
