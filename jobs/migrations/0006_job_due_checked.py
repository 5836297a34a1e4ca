from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

MOVE = """
UPDATE jobs_job SET due = least(greatest(due, '1900-01-01Z'), '2200-12-31Z')
WHERE due NOT BETWEEN '1900-01-01Z' AND '2200-12-31Z'
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0005_job_due")]

    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        ValidateConstraint(model_name="job", name="job_due_in_calendar"),
    ]
