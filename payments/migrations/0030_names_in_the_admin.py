from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0029_guard_charges"),
    ]

    # The names of fields are in no database.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="webhookevent",
                    name="dispute",
                    field=models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=120,
                        verbose_name="dispute",
                    ),
                ),
                migrations.AlterField(
                    model_name="webhookevent",
                    name="payment_key",
                    field=models.CharField(
                        blank=True, max_length=40, verbose_name="number of the payment"
                    ),
                ),
                migrations.AlterField(
                    model_name="webhookevent",
                    name="reference",
                    field=models.CharField(
                        blank=True, max_length=120, verbose_name="provider's reference"
                    ),
                ),
                migrations.AlterField(
                    model_name="webhookevent",
                    name="session",
                    field=models.CharField(
                        blank=True, max_length=200, verbose_name="provider's session"
                    ),
                ),
            ]
        )
    ]
