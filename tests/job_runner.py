"""Runs the waiting jobs as a worker does, in this process and on the test's connection."""

from django.utils.module_loading import import_string

from jobs.models import Job, State


def run_jobs():
    """Run every waiting job, and those they enqueue, in order; returns the tasks' names.

    A job that fails fails the test.
    """
    done = []
    while job := Job.objects.in_state(State.WAITING).order_by("pk").first():
        job.delete()
        import_string(job.task)(*job.args)
        done.append(job.task)
    return done
