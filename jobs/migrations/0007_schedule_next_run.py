from datetime import UTC, datetime

from django.db import migrations, models

MOVE = """
UPDATE jobs_schedule SET next_run = least(greatest(next_run, '1900-01-01Z'), '2200-12-31Z')
WHERE next_run NOT BETWEEN '1900-01-01Z' AND '2200-12-31Z'
"""


class Migration(migrations.Migration):
    """At once: the table has one row a schedule."""

    dependencies = [("jobs", "0006_job_due_checked")]

    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    next_run__range=(
                        datetime(1900, 1, 1, tzinfo=UTC),
                        datetime(2200, 12, 31, tzinfo=UTC),
                    )
                ),
                name="schedule_next_run_in_calendar",
                violation_error_message="Choose a year from 1900 to 2200.",
            ),
        ),
    ]
