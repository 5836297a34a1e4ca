import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from devtools.catalogue import EXTRACTION, complaints


class Command(BaseCommand):
    help = "Fails where the sources have a string that a catalogue does not translate well."
    requires_system_checks = ()

    def handle(self, *args, **options):
        if not shutil.which("xgettext"):
            raise CommandError("GNU gettext is missing: install it (apt install gettext).")
        found = []
        for language in self.languages():
            catalogue = settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"
            with tempfile.TemporaryDirectory() as folder:
                template = extract(settings.BASE_DIR, Path(folder), language)
                found += [f"{language}: {each}" for each in complaints(template, catalogue)]
        if found:
            raise CommandError("\n".join([*found, f"{len(found)} in all; run make messages."]))
        self.stdout.write("Every string is translated.")

    def languages(self):
        """All but the one the sources are written in."""
        return [code for code, _name in settings.LANGUAGES if code != "en"]


def extract(source: Path, folder: Path, language: str) -> Path:
    """A catalogue of every string in the sources, made from a copy of them: makemessages litters."""
    for package in (path.parent for path in source.glob("*/__init__.py")):
        if package.name not in {"tests", "bench"}:
            shutil.copytree(package, folder / package.name, ignore=_not_sources)
    shutil.copytree(source / "templates", folder / "templates")
    (folder / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", language, *EXTRACTION]
    # Without our settings, whose LOCALE_PATHS would have it write into the sources.
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(  # noqa: S603
        command, cwd=folder, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise CommandError(f"The strings cannot be extracted: {done.stderr.strip()}")
    return folder / "locale" / language / "LC_MESSAGES" / "django.po"


def _not_sources(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in {"__pycache__", "migrations"}]
