"""Files that claim to be photos."""

import io
import struct
import zlib

from PIL import Image

SCRIPT = "<script>alert('jumun')</script>"


def png_of(width, height):
    """A PNG that claims a size and has no pixels."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * 1000)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def truncated_jpeg():
    target = io.BytesIO()
    Image.new("RGB", (300, 300), "red").save(target, "JPEG")
    return target.getvalue()[:-400]


BAD_PHOTOS = {
    "a PDF": b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n",
    "nothing": b"",
    "a huge picture": png_of(60_000, 60_000),
    "an endless picture": png_of(2**31 - 1, 2**31 - 1),
    "a picture cut off": truncated_jpeg(),
    "a script": f"<svg xmlns='http://www.w3.org/2000/svg'>{SCRIPT}</svg>".encode(),
    "noise": bytes(range(256)) * 40,
}
