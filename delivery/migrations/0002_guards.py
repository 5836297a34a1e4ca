from django.db import migrations

from core.lifecycle.triggers import AppendOnly, GuardMoves


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial")]

    operations = [
        GuardMoves(
            "delivery_delivery",
            "searching",
            [
                ("assigned", "picked_up"),
                ("assigned", "searching"),
                ("assigned", "stopped"),
                ("failed", "searching"),
                ("failed", "stopped"),
                ("picked_up", "delivered"),
                ("picked_up", "failed"),
                ("picked_up", "stopped"),
                ("searching", "assigned"),
                ("searching", "stopped"),
            ],
        ),
        AppendOnly("delivery_deliverymove"),
    ]
