import django.db.models.deletion
from django.db import migrations, models

from core.schema import drop_index_of_foreign_key


class Migration(migrations.Migration):
    """Without an index that another begins with."""

    atomic = False

    dependencies = [("coupons", "0012_names_in_the_admin")]

    operations = [
        drop_index_of_foreign_key(
            "coupon",
            "campaign",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="coupons",
                to="coupons.campaign",
                verbose_name="campaign",
            ),
            "coupons_coupon_campaign_id_5d074e29",
        ),
    ]
