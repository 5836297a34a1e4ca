from django.db import migrations, models

CAUSES = [
    ("opening", "Stock at the beginning"),
    ("order", "Ordered"),
    ("revived", "Order paid late"),
    ("expired", "Order expired unpaid"),
    ("cancelled", "Order cancelled"),
    ("rejected", "Order rejected"),
    ("refunded", "Refunded before it was sent"),
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
    """The table is new in the same release: it has no rows worth a validation of its own."""

    dependencies = [("stores", "0022_record_restocks")]

    operations = [
        migrations.AlterField(
            model_name="stockchange",
            name="cause",
            field=models.CharField(choices=CAUSES, max_length=10, verbose_name="reason"),
        ),
        migrations.RemoveConstraint(model_name="stockchange", name="known_stock_cause"),
        migrations.AddConstraint(
            model_name="stockchange",
            constraint=models.CheckConstraint(
                condition=models.Q(cause__in=[code for code, _label in CAUSES]),
                name="known_stock_cause",
            ),
        ),
    ]
