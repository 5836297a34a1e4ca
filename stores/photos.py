"""Photos as they come from phones: checked, turned upright, stripped, resized, re-encoded."""

import secrets
import warnings
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from core.jobs import enqueue
from stores.tasks import delete_photo

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 1200  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")


def photo_path(instance: Any, filename: str) -> str:
    """An unguessable name; what the uploader called the file is not kept."""
    return f"{instance._meta.model_name}/{secrets.token_hex(12)}.webp"


def clean_photo(upload: UploadedFile) -> ContentFile:
    """The photo as WebP no larger than LONGEST_SIDE, or ValidationError for what is none."""
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(_("This photo is larger than 8 MB."))
    try:
        return _encoded(_opened(upload))
    except Exception as error:  # Pillow's decoders raise whatever a broken file makes them raise
        raise ValidationError(_("This is not a JPEG, PNG or WebP photo.")) from error


def forget_photo(name: str | None) -> None:
    """Have a photo's file deleted once the transaction that let go of it has committed."""
    if name:
        enqueue(delete_photo, name)


def _opened(upload: UploadedFile) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image = Image.open(upload, formats=FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise ValueError("too many pixels")
        # A JPEG decodes at a fraction of its size where that is still large enough.
        image.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
        image.load()
    return _on_white(ImageOps.exif_transpose(image))


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    ground = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(ground, layer).convert("RGB")


def _encoded(image: Image.Image) -> ContentFile:
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    target = BytesIO()
    image.save(target, "WEBP", quality=80, method=4)
    return ContentFile(target.getvalue(), name="photo.webp")
