from django.db import migrations

from core.lifecycle.triggers import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("payments", "0014_sums_so_far")]

    operations = [
        AppendOnly("payments_paymentmove", ["note"]),
        AppendOnly("payments_refundmove", ["note"]),
        AppendOnly("payments_providercall", ["request", "response"]),
    ]
