"""One command encrypts all that is encrypted in the database by the present SECRET_KEY."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from billing.usage.secrets import add_secret
from config.management.commands.rotate_secrets import ROTATIONS
from core.actors import SYSTEM
from tests.billing.factories import make_tenant

NEW = "a-new-key-" * 6


def test_the_command_knows_all_apps_that_encrypt():
    known = {rotate.__module__.partition(".")[0] for rotate in ROTATIONS.values()}
    encrypting = {
        path.relative_to(settings.BASE_DIR).parts[0]
        for app in apps.get_app_configs()
        if Path(app.path).parent == settings.BASE_DIR
        for path in Path(app.path).rglob("*.py")
        if "from core.sealing import" in path.read_text()
    }

    assert known == encrypting


@pytest.mark.django_db
def test_the_former_key_is_needed_until_the_command_ran(settings, capsys):
    add_secret(tenant=make_tenant(), now=timezone.now(), by=SYSTEM)
    former, settings.SECRET_KEY = settings.SECRET_KEY, NEW
    with pytest.raises(CommandError, match="secrets of the usage API can be decrypted"):
        call_command("rotate_secrets")

    settings.SECRET_KEY_FALLBACKS = [former]
    call_command("rotate_secrets")

    settings.SECRET_KEY_FALLBACKS = []
    call_command("rotate_secrets")
    assert capsys.readouterr().out.count("secrets of the usage API: 1\n") == 2
