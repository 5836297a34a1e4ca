from django.db import migrations

from core.lifecycle.triggers import GuardMoves


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_carriers")]

    operations = [
        GuardMoves(
            "orders_order",
            "pending",
            [
                ("accepted", "cancelled"),
                ("accepted", "dispatched"),
                ("accepted", "ready"),
                ("dispatched", "cancelled"),
                ("dispatched", "completed"),
                ("dispatched", "ready"),
                ("expired", "paid"),
                ("paid", "accepted"),
                ("paid", "cancelled"),
                ("paid", "rejected"),
                ("pending", "cancelled"),
                ("pending", "expired"),
                ("pending", "paid"),
                ("ready", "cancelled"),
                ("ready", "completed"),
                ("ready", "dispatched"),
            ],
        ),
    ]
