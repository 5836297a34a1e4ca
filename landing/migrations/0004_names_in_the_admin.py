import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("landing", "0003_former_slugs"),
    ]

    # The names of fields are in no database.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="pageversion",
                    name="page",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="landing.page",
                        verbose_name="product page",
                    ),
                ),
                migrations.AlterField(
                    model_name="productset",
                    name="page",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sets",
                        to="landing.page",
                        verbose_name="product page",
                    ),
                ),
            ]
        )
    ]
