from decimal import Decimal

import django.db.models.deletion
from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import core.fields
from core.schema import AtOnce


class Migration(migrations.Migration):

    dependencies = [("coupons", "0007_find_indexes"), ("stores", "0012_members_of_owners")]

    operations = [
        migrations.CreateModel(
            name="CampaignDay",
            fields=[
                ("day", models.DateField(verbose_name="day")),
                ("claimed", models.PositiveIntegerField(default=0, verbose_name="claimed")),
                ("used", models.PositiveIntegerField(default=0, verbose_name="used")),
                ("views", models.PositiveIntegerField(default=0, verbose_name="views")),
                ("purchases", models.PositiveIntegerField(default=0, verbose_name="purchases")),
                ("new_customers", models.PositiveIntegerField(default=0, verbose_name="new customers")),
                (
                    "sales",
                    core.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal(0),
                        max_digits=14,
                        verbose_name="sales",
                    ),
                ),
                (
                    "store_discount",
                    core.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal(0),
                        max_digits=14,
                        verbose_name="discount paid by the store",
                    ),
                ),
                (
                    "platform_discount",
                    core.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal(0),
                        max_digits=14,
                        verbose_name="discount paid by the platform",
                    ),
                ),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "campaign_id", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days",
                        to="coupons.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "day of a campaign",
                "verbose_name_plural": "days of campaigns",
                "indexes": [BrinIndex(autosummarize=True, fields=["day"], name="campaign_days_by_day")],
            },
        ),
        migrations.CreateModel(
            name="StoreDay",
            fields=[
                ("day", models.DateField(verbose_name="day")),
                ("claimed", models.PositiveIntegerField(default=0, verbose_name="claimed")),
                ("used", models.PositiveIntegerField(default=0, verbose_name="used")),
                ("views", models.PositiveIntegerField(default=0, verbose_name="views")),
                ("purchases", models.PositiveIntegerField(default=0, verbose_name="purchases")),
                ("new_customers", models.PositiveIntegerField(default=0, verbose_name="new customers")),
                (
                    "sales",
                    core.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal(0),
                        max_digits=14,
                        verbose_name="sales",
                    ),
                ),
                (
                    "store_discount",
                    core.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal(0),
                        max_digits=14,
                        verbose_name="discount paid by the store",
                    ),
                ),
                (
                    "platform_discount",
                    core.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal(0),
                        max_digits=14,
                        verbose_name="discount paid by the platform",
                    ),
                ),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "store_id", "currency", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "store",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coupon_days",
                        to="stores.store",
                    ),
                ),
            ],
            options={
                "verbose_name": "day of a store",
                "verbose_name_plural": "days of stores",
                "indexes": [BrinIndex(autosummarize=True, fields=["day"], name="store_days_by_day")],
            },
        ),
        migrations.CreateModel(
            name="SiteDay",
            fields=[
                ("day", models.DateField(verbose_name="day")),
                ("claimed", models.PositiveIntegerField(default=0, verbose_name="claimed")),
                ("used", models.PositiveIntegerField(default=0, verbose_name="used")),
                ("views", models.PositiveIntegerField(default=0, verbose_name="views")),
                ("purchases", models.PositiveIntegerField(default=0, verbose_name="purchases")),
                ("new_customers", models.PositiveIntegerField(default=0, verbose_name="new customers")),
                (
                    "sales",
                    core.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal(0),
                        max_digits=14,
                        verbose_name="sales",
                    ),
                ),
                (
                    "store_discount",
                    core.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal(0),
                        max_digits=14,
                        verbose_name="discount paid by the store",
                    ),
                ),
                (
                    "platform_discount",
                    core.fields.MoneyField(
                        decimal_places=2,
                        default=Decimal(0),
                        max_digits=14,
                        verbose_name="discount paid by the platform",
                    ),
                ),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "currency", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
            ],
            options={
                "verbose_name": "day of the site",
                "verbose_name_plural": "days of the site",
            },
        ),
        migrations.CreateModel(
            name="PageView",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "day", "campaign_id", "visitor", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("visitor", models.BigIntegerField()),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="page_views",
                        to="coupons.campaign",
                    ),
                ),
            ],
            options={
                "verbose_name": "page view",
                "verbose_name_plural": "page views",
            },
        ),
        migrations.CreateModel(
            name="ChangedDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
            ],
            options={
                "verbose_name": "changed day",
                "verbose_name_plural": "changed days",
            },
        ),
        migrations.CreateModel(
            name="AggregationState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("searched_until", models.DateTimeField(null=True)),
                ("closed_through", models.DateField(null=True)),
            ],
            options={
                "verbose_name": "state of the aggregation",
                "verbose_name_plural": "state of the aggregation",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(pk=1), name="one_state_of_aggregation"
                    )
                ],
            },
        ),
        AtOnce(
            [
                migrations.AddField(
                    model_name="coupon",
                    name="used_at",
                    field=models.DateTimeField(editable=False, null=True, verbose_name="used"),
                ),
                AddConstraintNotValid(
                    model_name="coupon",
                    constraint=models.CheckConstraint(
                        condition=models.Q(used_at=None) | models.Q(status="used"),
                        name="used_at_of_a_used_one",
                    ),
                ),
            ]
        ),
    ]
