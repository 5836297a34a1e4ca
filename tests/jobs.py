"""Doing the waiting jobs as the worker process does, in this process."""

from django.utils.module_loading import import_string
from django_q.models import OrmQ
from django_q.signing import SignedPackage


def run_jobs():
    """Do every waiting job, and those they enqueue, in their order; returns the functions' names.

    A job that fails fails the test. (django-q's own worker closes the connection a test works in;
    tests/config/test_schedules.py has the real process do it.)
    """
    called = []
    while row := OrmQ.objects.order_by("pk").first():
        task = SignedPackage.loads(row.payload)
        row.delete()
        import_string(task["func"])(*task["args"], **task["kwargs"])
        called.append(task["func"])
    return called
