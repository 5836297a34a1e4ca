from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import Index, Q

PUBLIC = Q(status="published")


class Migration(migrations.Migration):
    """Concurrently, so that coupons can be claimed meanwhile."""

    atomic = False
    dependencies = [("coupons", "0006_find")]

    operations = [
        # The triggers compute the end, and add the words.
        migrations.RunSQL("UPDATE coupons_campaign SET closes_at = closes_at, title = title"),
        AddIndexConcurrently(
            "campaign", Index(fields=["ends_at", "id"], condition=PUBLIC, name="campaigns_by_end")
        ),
        AddIndexConcurrently(
            "campaign",
            Index(fields=["opens_at", "id"], condition=PUBLIC, name="campaigns_by_opening"),
        ),
        AddIndexConcurrently(
            "campaign",
            Index(fields=["-popularity", "id"], condition=PUBLIC, name="campaigns_by_popularity"),
        ),
        AddIndexConcurrently(
            "campaign",
            GinIndex(fields=["search_key"], name="campaigns_by_title", opclasses=["gin_trgm_ops"]),
        ),
    ]
