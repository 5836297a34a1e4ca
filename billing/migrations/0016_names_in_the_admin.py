import billing.models.tenants
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0015_dunning"),
    ]

    # The names of fields are in no database.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="closedmonth",
                    name="tenant",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_months",
                        to="billing.tenant",
                        verbose_name="tenant",
                    ),
                ),
                migrations.AlterField(
                    model_name="duework",
                    name="tenant",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="due_work",
                        to="billing.tenant",
                        verbose_name="tenant",
                    ),
                ),
                migrations.AlterField(
                    model_name="invoice",
                    name="due_day",
                    field=models.DateField(verbose_name="due day"),
                ),
                migrations.AlterField(
                    model_name="subscriptionchange",
                    name="subscription",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="billing.subscription",
                        verbose_name="subscription",
                    ),
                ),
                migrations.AlterField(
                    model_name="tenant",
                    name="number",
                    field=models.CharField(
                        default=billing.models.tenants.new_number,
                        editable=False,
                        max_length=8,
                        unique=True,
                        verbose_name="number",
                    ),
                ),
            ]
        )
    ]
