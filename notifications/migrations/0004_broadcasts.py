import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_names_of_rows")]

    operations = [
        migrations.CreateModel(
            name="Broadcast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30, verbose_name="kind")),
                ("row_id", models.BigIntegerField()),
                ("event_key", models.CharField(max_length=60, verbose_name="event")),
                ("words", models.JSONField(verbose_name="words")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="told"),
                ),
                ("last_user_id", models.BigIntegerField(default=0)),
                (
                    "expected",
                    models.PositiveIntegerField(null=True, verbose_name="expected recipients"),
                ),
                ("notified", models.PositiveIntegerField(default=0, verbose_name="notified")),
                ("mailed", models.PositiveIntegerField(default=0, verbose_name="mailed")),
                ("moved_at", models.DateTimeField(null=True, verbose_name="last batch")),
                ("stopped_at", models.DateTimeField(null=True, verbose_name="stopped")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
            ],
            options={
                "verbose_name": "broadcast",
                "verbose_name_plural": "broadcasts",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="broadcast",
            constraint=models.UniqueConstraint(
                fields=("event_key", "kind"), name="one_broadcast_an_event"
            ),
        ),
    ]
