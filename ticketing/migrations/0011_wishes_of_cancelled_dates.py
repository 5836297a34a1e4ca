from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from core.schema import AtOnce

CONDITION = models.Q(
    models.Q(("ended_at", None), ("outcome", "")),
    models.Q(
        ("ended_at__isnull", False),
        ("outcome__in", ["paid", "lapsed", "declined", "left", "cancelled"]),
    ),
    _connector="OR",
)


class Migration(migrations.Migration):
    """0012 validates the constraint, which no row breaks: it permits more than the former one."""

    dependencies = [("ticketing", "0010_holds_of_the_desk")]

    operations = [
        AtOnce(
            [
                migrations.RemoveConstraint(model_name="wish", name="wish_ended_with_outcome"),
                AddConstraintNotValid(
                    model_name="wish",
                    constraint=models.CheckConstraint(
                        condition=CONDITION, name="wish_ended_with_outcome"
                    ),
                ),
            ]
        ),
        migrations.AlterField(
            model_name="wish",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("paid", "Bought"),
                    ("lapsed", "Offer lapsed"),
                    ("declined", "Offer declined"),
                    ("left", "Left the list"),
                    ("cancelled", "The date was cancelled"),
                ],
                default="",
                editable=False,
                max_length=10,
                verbose_name="result",
            ),
        ),
    ]
