from django.db import migrations

from core.lifecycle.triggers import GuardMoves


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_history_in_order")]

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
            ],
        ),
    ]
