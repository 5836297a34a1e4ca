"""The memory of a server process under eight concurrent uploads of the largest accepted photos."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from PIL import Image

MAX_MEMORY = 300 * 1024  # KB
AS_PNG, AS_WEBP = (4096, 3050), (3000, 2000)

WORKER = """
import django, json, resource, sys
django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from stores.photos import clean_photo

get_resolver().url_patterns

def upload(photo):
    try:
        return len(clean_photo(SimpleUploadedFile("photo", photo)))
    except Exception as error:
        return error.messages[0]

with ThreadPoolExecutor(8) as pool:
    answers = [list(pool.map(upload, [open(name, "rb").read()] * 8)) for name in sys.argv[1:]]
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([peak, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, answers]))
"""
BUSY = "Several photos are being prepared just now. Choose this one again in a moment."


@pytest.fixture
def worst_photos(tmp_path):
    return [
        picture(tmp_path, "P", AS_PNG, "PNG", transparency=0),
        picture(tmp_path, "RGBA", AS_WEBP, "WEBP", colour=(9, 9, 9, 99), lossless=True, method=0),
        picture(tmp_path, "RGB", AS_PNG, "JPEG", progressive=True, subsampling=0),
    ]


def picture(folder, mode, size, kind, **options):
    path = folder / f"photo.{kind}"
    Image.new(mode, size, options.pop("colour", 0)).save(path, kind, **options)
    return str(path)


def uploaded_eight_times(photos):
    done = subprocess.run(
        [sys.executable, "-c", WORKER, *photos],
        capture_output=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=settings.BASE_DIR,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="This system has no /proc.")
def test_eight_concurrent_worst_photos_do_not_grow_a_worker(worst_photos):
    peak, encoders_peak, answers = uploaded_eight_times(worst_photos)

    assert peak + encoders_peak < MAX_MEMORY
    for of_one_photo in answers:  # encoded, or refused as busy
        assert {type(answer) for answer in of_one_photo} == {int, str}
        assert {text for text in of_one_photo if isinstance(text, str)} == {BUSY}
