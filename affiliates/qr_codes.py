"""QR codes of partners' links."""

from io import BytesIO

import segno

from affiliates.models import PartnerCode
from core.links import site_url

TYPES = {"svg": "image/svg+xml", "png": "image/png"}
SCALE = {"svg": 4, "png": 16}  # pixels of a module: a PNG may be printed


def link_of(code: PartnerCode) -> str:
    """With the site's address."""
    return site_url("affiliates:link", code.code)


def qr_code(code: PartnerCode, kind: str) -> bytes:
    """A file of one of TYPES."""
    file = BytesIO()
    segno.make(link_of(code), error="m", micro=False).save(
        file, kind=kind, scale=SCALE[kind], border=4
    )
    return file.getvalue()
