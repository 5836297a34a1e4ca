import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

ASK = """
import django, sys
django.setup()
from django.test import Client
response = Client().get("/health/", secure=True, headers={"host": "localhost"})
print(response.status_code, response.content.decode())
"""


@pytest.mark.django_db(transaction=True)
def test_health_is_well_and_says_so_in_json(client):
    response = client.get("/health/")

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "migrations": "ok", "jobs": "ok"}
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("age", "status"), [(-60, 200), (60, 200), (600, 503)])
def test_health_is_ill_when_nobody_takes_the_jobs(client, age, status):
    OrmQ.objects.create(key="jumun", payload="", lock=timezone.now() - timedelta(seconds=age))

    assert client.get("/health/").status_code == status


def test_health_is_ill_and_keeps_secrets_without_a_database():
    environment = {
        **os.environ,
        "DATABASE_URL": "postgres://jumun:hush-hush@127.0.0.1:1/nothing",
        "SECRET_KEY": "not-to-be-told",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }

    said = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    ).stdout

    status, body = said.split(" ", 1)
    assert status == "503"
    assert json.loads(body)["database"] != "ok"
    assert "hush-hush" not in said
    assert "not-to-be-told" not in said
    assert "127.0.0.1" not in said
