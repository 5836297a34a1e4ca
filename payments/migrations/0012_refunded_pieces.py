from django.db import migrations
from django.db.models import F


def count_pieces(apps, schema_editor):
    """Refunds know their pieces in words: count each at the line it describes, as far as there is room."""
    refunds = apps.get_model("payments", "Refund").objects.exclude(pieces=[])
    lines = apps.get_model("orders", "OrderLine").objects
    for order_id, pieces in refunds.values_list("payment__order_id", "pieces").iterator():
        for count, text, price in pieces:
            for line in lines.filter(order_id=order_id, unit_price=price):
                room = min(count, line.quantity - line.refunded) if described(line) == text else 0
                lines.filter(pk=line.pk).update(refunded=F("refunded") + room)
                count -= room


def described(line):
    """As orders.models.OrderLine.described when this was written."""
    choices = ", ".join(option for _group, option, _price in line.options)
    return f"{line.name} ({choices})" if choices else line.name


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_refunded_pieces"), ("payments", "0011_calls_by_time")]

    operations = [migrations.RunPython(count_pieces, migrations.RunPython.noop)]
