from django.db import migrations, models

import orders.fulfilment
from core.lifecycle.triggers import GuardMoves
from core.schema import AtOnce


class Migration(migrations.Migration):
    dependencies = [("orders", "0022_verbs")]

    operations = [
        AtOnce(
            [
                # Apps register kinds of their own, which a constraint cannot know.
                migrations.RemoveConstraint(model_name="order", name="known_fulfilment"),
                migrations.AlterField(
                    model_name="order",
                    name="fulfilment",
                    field=models.CharField(
                        choices=orders.fulfilment.choices, max_length=10, verbose_name="fulfilment"
                    ),
                ),
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
                        ("paid", "completed"),
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
        ),
    ]
