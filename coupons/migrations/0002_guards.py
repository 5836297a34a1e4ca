from django.db import migrations

from core.lifecycle.triggers import AppendOnly, GuardMoves


class Migration(migrations.Migration):
    dependencies = [("coupons", "0001_initial")]

    operations = [
        GuardMoves(
            "coupons_campaign",
            "draft",
            [
                ("draft", "published"),
                ("paused", "closed"),
                ("paused", "published"),
                ("published", "closed"),
                ("published", "paused"),
            ],
        ),
        GuardMoves(
            "coupons_coupon",
            "issued",
            [
                ("issued", "reserved"),
                ("issued", "revoked"),
                ("reserved", "issued"),
                ("reserved", "used"),
                ("used", "issued"),
            ],
        ),
        AppendOnly("coupons_campaignmove"),
        AppendOnly("coupons_couponmove"),
        AppendOnly("coupons_terms"),
    ]
