from django.db import migrations

from core.lifecycle.triggers import AppendOnly, GuardMoves


class Migration(migrations.Migration):
    dependencies = [("shipping", "0004_returns")]

    operations = [
        GuardMoves(
            "shipping_return",
            "requested",
            [
                ("approved", "received"),
                ("approved", "refused"),
                ("approved", "withdrawn"),
                ("received", "exchanged"),
                ("received", "refunded"),
                ("received", "refused"),
                ("received", "withdrawn"),
                ("requested", "approved"),
                ("requested", "refused"),
                ("requested", "withdrawn"),
            ],
        ),
        AppendOnly("shipping_returnmove", ["note"]),
    ]
