"""Check the links, and have a job store the words of the notices that exist, in batches."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


def enqueue(apps, schema_editor):
    if apps.get_model("notifications", "notice").objects.exists():
        apps.get_model("jobs", "job").objects.create(
            task="notifications.tasks.store_old_words", args=[0], priority=-1
        )


class Migration(migrations.Migration):
    dependencies = [("notifications", "0006_words_of_notices"), ("jobs", "0003_tasks")]

    operations = [
        ValidateConstraint(model_name="mail", name="mail_links_into_the_site"),
        ValidateConstraint(model_name="notice", name="notice_links_into_the_site"),
        migrations.RunPython(enqueue, migrations.RunPython.noop, elidable=True),
    ]
