import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.schema import drop_index_of_foreign_key


class Migration(migrations.Migration):
    """Without indexes that others begin with."""

    atomic = False

    dependencies = [("orders", "0040_bills"), ("stores", "0027_platform_valid"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        drop_index_of_foreign_key(
            "cart",
            "customer",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="carts",
                to=settings.AUTH_USER_MODEL,
            ),
            "orders_cart_customer_id_b171f6ca",
        ),
        drop_index_of_foreign_key(
            "cartline",
            "cart",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="orders.cart",
            ),
            "orders_cartline_cart_id_af5e6867",
        ),
        drop_index_of_foreign_key(
            "order",
            "customer",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to=settings.AUTH_USER_MODEL,
                verbose_name="customer",
            ),
            "orders_order_customer_id_0b76f6a4",
        ),
        drop_index_of_foreign_key(
            "order",
            "store",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="stores.store",
                verbose_name="store",
            ),
            "orders_order_store_id_138e1a80",
        ),
    ]
