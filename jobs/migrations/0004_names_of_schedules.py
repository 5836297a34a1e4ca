from django.db import migrations

NAMES = {
    "Tell of unclaimed deliveries": "Notify of unclaimed deliveries",
    "Tell followers of coupons": "Notify followers of coupons",
    "Look up payments in doubt": "Look up unknown payments",
    "Forget old searches": "Delete old searches",
    "Forget visitors' old carts": "Delete visitors' old carts",
    "Forget keys of partners' clicks": "Delete old keys of partners' clicks",
    "Tell of products that are back": "Notify of restocked products",
    "Forget old counts of attempts": "Delete old counts of attempts",
    "Forget old routes": "Delete old routes",
    "Forget old notices and mails": "Delete old notices and mails",
}


# Jobs that wait meanwhile; schedules get their tasks after every migrate.
TASKS = {"stores.restock_notices.tell_restocks": "stores.restock_notices.notify_restocks"}


def rename(apps, schema_editor):
    """When they run next, and whether they are switched off, stays as an operator set it."""
    schedules = apps.get_model("jobs", "Schedule").objects.using(schema_editor.connection.alias)
    for old, new in NAMES.items():
        if schedules.filter(name=new).exists():  # installed already
            schedules.filter(name=old).delete()
        else:
            schedules.filter(name=old).update(name=new)
    jobs = apps.get_model("jobs", "Job").objects.using(schema_editor.connection.alias)
    for old, new in TASKS.items():
        jobs.filter(task=old, finished=None).update(task=new)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_tasks")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop, elidable=True)]
