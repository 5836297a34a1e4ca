import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields

PRODUCT = {
    "db_constraint": False,
    "db_index": False,
    "on_delete": django.db.models.deletion.DO_NOTHING,
    "to": "stores.product",
    "verbose_name": "product",
}
ACTOR = {
    "blank": True,
    "null": True,
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": settings.AUTH_USER_MODEL,
    "verbose_name": "by",
}
ID = {"auto_created": True, "primary_key": True, "serialize": False, "verbose_name": "ID"}
CAUSES = [
    ("opening", "Stock at the beginning"),
    ("order", "Ordered"),
    ("revived", "Order paid late"),
    ("expired", "Order expired unpaid"),
    ("cancelled", "Order cancelled"),
    ("rejected", "Order rejected"),
    ("returned", "Goods returned"),
    ("set", "Set by hand"),
    ("counted", "Counted"),
    ("delivery", "Delivery of goods"),
    ("damaged", "Damaged or lost"),
    ("other", "Other reason"),
    ("import", "Set by CSV"),
    ("direct", "Changed in the database"),
    ("deleted", "Product deleted"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("stores", "0015_legal_identity"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PriceChange",
            fields=[
                ("id", models.BigAutoField(**ID)),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "former",
                    core.fields.MoneyField(
                        decimal_places=2, max_digits=14, null=True, verbose_name="former price"
                    ),
                ),
                (
                    "price",
                    core.fields.MoneyField(decimal_places=2, max_digits=14, verbose_name="price"),
                ),
                ("actor", models.ForeignKey(**ACTOR)),
                ("product", models.ForeignKey(**PRODUCT, related_name="%(class)ss")),
            ],
            options={
                "verbose_name": "change of price",
                "verbose_name_plural": "changes of price",
                "ordering": ["-pk"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["product", "-id"], name="price_changes_of_a_product")
                ],
            },
        ),
        migrations.CreateModel(
            name="StockChange",
            fields=[
                ("id", models.BigAutoField(**ID)),
                ("at", models.DateTimeField(verbose_name="at")),
                ("change", models.IntegerField(verbose_name="change")),
                ("after", models.PositiveIntegerField(null=True, verbose_name="stock after")),
                (
                    "cause",
                    models.CharField(choices=CAUSES, max_length=10, verbose_name="reason"),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=40, verbose_name="reference"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("actor", models.ForeignKey(**ACTOR)),
                ("product", models.ForeignKey(**PRODUCT, related_name="%(class)ss")),
            ],
            options={
                "verbose_name": "change of stock",
                "verbose_name_plural": "changes of stock",
                "ordering": ["-pk"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["product", "-id"], name="stock_changes_of_a_product")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(cause__in=[code for code, _label in CAUSES]),
                        name="known_stock_cause",
                    )
                ],
            },
        ),
    ]
