from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models

# When each used coupon was used; once more changes nothing.
FILL = """
UPDATE coupons_coupon coupon SET used_at = used.at
FROM (
    SELECT coupon_id, max(at) AS at FROM coupons_couponmove WHERE verb IN ('use', 'redeem') GROUP BY coupon_id
) used
WHERE coupon.id = used.coupon_id AND coupon.status = 'used' AND coupon.used_at IS NULL
"""


class Migration(migrations.Migration):
    """Concurrently, so that coupons can be claimed meanwhile."""

    atomic = False

    dependencies = [("coupons", "0008_statistics")]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        ValidateConstraint(model_name="coupon", name="used_at_of_a_used_one"),
        AddIndexConcurrently(
            model_name="coupon",
            index=models.Index(fields=["campaign", "issued_at"], name="coupons_by_claim"),
        ),
        AddIndexConcurrently(
            model_name="coupon",
            index=BrinIndex(autosummarize=True, fields=["issued_at"], name="coupons_by_day"),
        ),
        AddIndexConcurrently(
            model_name="coupon",
            index=models.Index(
                condition=models.Q(used_at__isnull=False),
                fields=["used_at", "campaign"],
                name="coupons_by_use",
            ),
        ),
        AddIndexConcurrently(
            model_name="couponmove",
            index=BrinIndex(autosummarize=True, fields=["at"], name="coupon_moves_by_time"),
        ),
    ]
