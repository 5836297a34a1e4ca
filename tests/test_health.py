import json
import logging
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from config import gunicorn
from config.checks import MISSING_STATIC_FILES, ON_EVERY_PAGE, static_files_are_missing
from jobs.models import Job, Schedule
from jobs.queue import BULK_PRIORITY

ASK = """
import django, sys
django.setup()
from django.test import Client
response = Client().get("/health/", secure=True, headers={"host": "localhost"})
print(response.status_code, response.content.decode())
"""


@pytest.fixture
def just_installed(transactional_db):
    """Make the installation recent: the test database may be older than the schedules' tolerance."""
    Schedule.objects.update(since=timezone.now())


@pytest.mark.usefixtures("just_installed")
def test_health_is_ok_in_json(client):
    response = client.get("/health/")

    assert response.status_code == 200
    assert response.json() == dict.fromkeys(["database", "migrations", "jobs", "staticfiles"], "ok")
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.usefixtures("just_installed")
@pytest.mark.parametrize(("age", "status"), [(-60, 200), (60, 200), (600, 503)])
def test_health_fails_when_no_worker_runs_the_jobs(client, age, status):
    Job.objects.create(task="no.matter", due=timezone.now() - timedelta(seconds=age))

    assert client.get("/health/").status_code == status


@pytest.mark.usefixtures("just_installed")
def test_health_is_ok_while_jobs_in_bulk_wait_for_the_others(client):
    then = timezone.now() - timedelta(hours=1)
    Job.objects.create(task="no.matter", due=then, priority=BULK_PRIORITY)

    assert client.get("/health/").status_code == 200


@pytest.mark.usefixtures("just_installed")
@pytest.mark.parametrize(
    ("minutes", "seconds", "status"), [(1, 150, 200), (1, 200, 503), (5, 900, 200)]
)
def test_health_fails_when_the_minutely_schedules_fail(client, minutes, seconds, status):
    schedule = Schedule.objects.filter(minutes=minutes).first()
    then = timezone.now() - timedelta(seconds=seconds)
    Schedule.objects.filter(pk=schedule.pk).update(since=then, succeeded=then)

    answer = client.get("/health/")

    assert answer.status_code == status
    assert (schedule.name in answer.json()["jobs"]) == (status == 503)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("age", [timedelta(0), timedelta(hours=1)], ids=["just on", "off"])
def test_health_is_ok_right_after_installation(client, age):
    since = timezone.now() - age
    next_run = None if age else since
    Schedule.objects.update(since=since, next_run=next_run, succeeded=since - timedelta(hours=1))

    assert client.get("/health/").status_code == 200


@pytest.fixture
def nothing_collected(settings, tmp_path):
    """The storage of production before collectstatic."""
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}


@pytest.mark.django_db(transaction=True)
def test_health_fails_without_static_files(client, nothing_collected):
    response = client.get("/health/")

    assert response.status_code == 503
    assert MISSING_STATIC_FILES in response.json()["staticfiles"]


def test_a_check_and_the_gunicorn_log_report_missing_static_files(nothing_collected, caplog):
    found = run_checks(include_deployment_checks=True)
    gunicorn.log_failed_checks(logging.getLogger("gunicorn.error"))

    assert [each.msg for each in found if each.id == "config.E001"] == [MISSING_STATIC_FILES]
    assert caplog.messages == [MISSING_STATIC_FILES]


def test_a_check_and_the_gunicorn_log_report_half_a_pair_of_keys(settings, caplog):
    settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET = "ours", ""
    settings.TOSS_CLIENT_KEY, settings.TOSS_SECRET_KEY = "ours", ""

    found = run_checks()
    gunicorn.log_failed_checks(logging.getLogger("gunicorn.error"))

    missing = ["GOOGLE_CLIENT_ID is set, but GOOGLE_CLIENT_SECRET is not."]
    missing += ["TOSS_CLIENT_KEY is set, but TOSS_SECRET_KEY is not."]
    assert sorted(each.msg for each in found if each.is_serious()) == missing
    assert sorted(caplog.messages) == missing


def test_collected_static_files_pass_the_check(nothing_collected, settings):
    manifest = {"paths": {ON_EVERY_PAGE: "css/jumun.1234.css"}, "version": "1.1", "hash": ""}
    (settings.STATIC_ROOT / "staticfiles.json").write_text(json.dumps(manifest))

    assert not static_files_are_missing()


def test_health_fails_without_a_database_and_discloses_no_secrets():
    environment = {
        **os.environ,
        "DATABASE_URL": "postgres://jumun:hush-hush@127.0.0.1:1/nothing",
        "SECRET_KEY": "not-to-be-told-7642f8a3b8e27869867855800b4084e1-16fda9cf",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }

    output = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    ).stdout

    status, body = output.split(" ", 1)
    assert status == "503"
    assert json.loads(body)["database"] != "ok"
    assert "hush-hush" not in output
    assert "not-to-be-told" not in output
    assert "127.0.0.1" not in output
