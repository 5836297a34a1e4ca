"""Uploaded photos: checked, rotated, stripped of metadata, resized, re-encoded."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.throttle import Limit
from jobs.queue import enqueue
from stores import photo_encoder
from stores.tasks import delete_photo

MAX_BYTES = 8 * 1024 * 1024
UPLOADS = Limit("photos", times=120, seconds=3600)  # for each user
# One photo is encoded at a time and one waits: the other threads of the process serve pages.
PLACES = 2
LENGTH_BYTES = 4  # before each file of several
MAX_WAIT = 8  # seconds
MAX_TIME = 20  # seconds, enough on a busy machine
ENCODER = [sys.executable, "-I", str(Path(photo_encoder.__file__).resolve())]
# The variables Python needs to start; an exploited decoder must not be able to read secrets.
ENVIRONMENT = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}

log = structlog.get_logger()
_places = BoundedSemaphore(PLACES)
_encoder = Lock()


def photo_path(instance: Any, filename: str) -> str:
    """An unguessable path; the name of the uploaded file is not stored."""
    return f"{instance._meta.model_name}/{secrets.token_hex(12)}.webp"


def clean_photo(upload: UploadedFile) -> ContentFile:
    """The photo as WebP of at most 1200 pixels a side; raises ValidationError if that is not possible."""
    return ContentFile(_clean(upload), name="photo.webp")


def clean_photo_in_widths(upload: UploadedFile, widths: Iterable[int]) -> list[ContentFile]:
    """The same, and a copy for each of the widths that is smaller than the photo."""
    files = _clean(upload, *map(str, widths))
    found = []
    while files:
        length = int.from_bytes(files[:LENGTH_BYTES])
        found.append(ContentFile(files[LENGTH_BYTES : LENGTH_BYTES + length], name="photo.webp"))
        files = files[LENGTH_BYTES + length :]
    return found


def _clean(upload: UploadedFile, *arguments: str) -> bytes:
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(_("This photo is larger than 8 MB."))
    with _encoder_slot():
        return _encoded(upload.read(), *arguments)


def purge_photo(name: str | None) -> None:
    """Enqueue the deletion of a photo's file; it runs only if the transaction commits."""
    if name:
        enqueue(delete_photo, name)


@contextmanager
def _encoder_slot() -> Iterator[None]:
    busy = ValidationError(
        _("Several photos are being prepared just now. Choose this one again in a moment.")
    )
    if not _places.acquire(blocking=False):
        raise busy
    try:
        if not _encoder.acquire(timeout=MAX_WAIT):
            raise busy
        try:
            yield
        finally:
            _encoder.release()
    finally:
        _places.release()


def _encoded(photo: bytes, *arguments: str) -> bytes:
    try:
        result = subprocess.run(  # noqa: S603 (a fixed command)
            [*ENCODER, *arguments],
            input=photo,
            capture_output=True,
            timeout=MAX_TIME,
            env=ENVIRONMENT,
        )
    except subprocess.TimeoutExpired:
        raise _too_large() from None
    if result.returncode == photo_encoder.NOT_A_PHOTO:
        raise ValidationError(_("This is not a JPEG, PNG or WebP photo."))
    if result.returncode:
        if result.returncode != photo_encoder.TOO_LARGE:  # killed at its limits, or could not start
            log.warning("photo_encoder_ended", code=result.returncode, error=result.stderr[-500:])
        raise _too_large()
    return result.stdout


def _too_large() -> ValidationError:
    most = {name: f"{pixels:,}" for name, pixels in photo_encoder.MAX_PIXELS.items()}
    return ValidationError(
        _(
            "This photo has too many pixels: at most %(JPEG)s as JPEG, %(PNG)s as PNG and %(WEBP)s as"
            " WebP. Make it smaller, or save it as JPEG."
        )
        % most
    )
