"""Jobs that wait while tasks get other names; schedules get theirs after every migrate."""

from django.db import migrations

NAMES = {
    "core.tasks.forget_old_counts": "core.tasks.purge_old_counts",
    "delivery.tasks.forget_old_routes": "delivery.tasks.purge_old_routes",
    "notifications.tasks.forget_old": "notifications.tasks.purge_old",
    "orders.tasks.forget_visitors_carts": "orders.tasks.purge_visitor_carts",
}


def rename(apps, schema_editor):
    for old, new in NAMES.items():
        apps.get_model("jobs", "job").objects.filter(task=old, finished=None).update(task=new)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_from_django_q")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop, elidable=True)]
