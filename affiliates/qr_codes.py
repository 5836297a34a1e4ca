"""QR codes of partners' links."""

from io import BytesIO

import segno
from django.conf import settings
from django.urls import reverse

from affiliates.models import PartnerCode

TYPES = {"svg": "image/svg+xml", "png": "image/png"}
SCALE = {"svg": 4, "png": 16}  # pixels of a module: a PNG may be printed


def link_of(code: PartnerCode) -> str:
    """With the site's address."""
    return settings.SITE_URL.rstrip("/") + reverse("affiliates:link", args=[code.code])


def qr_code(code: PartnerCode, kind: str) -> bytes:
    """A file of one of TYPES."""
    file = BytesIO()
    segno.make(link_of(code), error="m", micro=False).save(
        file, kind=kind, scale=SCALE[kind], border=4
    )
    return file.getvalue()
