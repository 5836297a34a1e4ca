from django.db import migrations

from core.lifecycle.triggers import GuardMoves


class Migration(migrations.Migration):
    dependencies = [("billing", "0007_trials")]

    operations = [
        GuardMoves(
            "billing_subscription",
            "trialing",
            [
                ("active", "cancelled"),
                ("active", "past_due"),
                ("cancelled", "active"),
                ("cancelled", "trialing"),
                ("past_due", "active"),
                ("past_due", "cancelled"),
                ("trialing", "active"),
                ("trialing", "cancelled"),
            ],
        ),
    ]
