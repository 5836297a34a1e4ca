"""Decodes, rotates, strips of metadata, shrinks and re-encodes one photo, in a process of its own.

A small file may make a decoder allocate gigabytes. Here it gets MAX_MEMORY at most, and all of it is
released when the process ends. Run by path, it imports nothing of the site and has none of its secrets:
it reads the photo from standard input and writes the result to standard output: with widths as arguments,
the photo and a copy for each smaller width, each after its length in 4 bytes.
"""

import os
import resource
import sys
from io import BytesIO

from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

LONGEST_SIDE = 1200  # pixels
# Limits by format. A JPEG is decoded at a fraction of its size; Pillow needs 4 bytes a pixel for a PNG,
# 8 if it is transparent, and 20 bytes a pixel for a WebP.
MAX_PIXELS = {"JPEG": 50_000_000, "PNG": 12_500_000, "WEBP": 6_000_000}
# Of a JPEG at the fraction of its size, and of a progressive one, which libjpeg decodes at full size.
MAX_PIXELS_AT_ONCE = 12_500_000
SHRINKS_WELL = ("RGB", "RGBA", "L", "LA")  # modes
MAX_MEMORY = 150 * 1024 * 1024  # bytes
MAX_SECONDS = 10  # of CPU
NOT_A_PHOTO, TOO_LARGE = 3, 4  # exit codes
MODULES = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)  # only the formats of MAX_PIXELS


class TooLarge(Exception):
    """The photo has more pixels than allowed for its format."""


def main() -> int:
    os.nice(5)  # serving pages has priority
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    try:
        photo, widths = (
            decoded(BytesIO(sys.stdin.buffer.read())),
            [int(each) for each in sys.argv[1:]],
        )
        files = [encoded(each) for each in (photo, *copies(photo, widths))]
        for file in files:
            sys.stdout.buffer.write(len(file).to_bytes(4) * bool(widths) + file)
    except (TooLarge, MemoryError, Image.DecompressionBombError):
        return TOO_LARGE
    except Exception:  # Pillow's decoders raise many types for malformed files
        return NOT_A_PHOTO
    return 0


def decoded(file: BytesIO) -> Image.Image:
    """The photo in RGB, upright, no larger than LONGEST_SIDE."""
    Image.MAX_IMAGE_PIXELS = max(MAX_PIXELS.values())
    image = Image.open(file, formats=tuple(MAX_PIXELS))
    _check(image)
    return _on_white(ImageOps.exif_transpose(_shrunk(image)))


def copies(image: Image.Image, widths: list[int]) -> list[Image.Image]:
    """The image at each of the widths that is smaller than its own."""
    heights = {width: max(1, round(image.height * width / image.width)) for width in widths}
    return [
        image.resize((width, heights[width]), Image.Resampling.LANCZOS)
        for width in widths
        if width < image.width
    ]


def encoded(image: Image.Image) -> bytes:
    target = BytesIO()
    image.save(target, "WEBP", quality=80, method=4)
    return target.getvalue()


def _check(image: Image.Image) -> None:
    """Raises TooLarge; sets a JPEG to be decoded at a sufficient fraction of its size."""
    # Phones' JPEGs with several pictures have the format MPO.
    if _pixels(image) > MAX_PIXELS.get(image.format or "", MAX_PIXELS["JPEG"]):
        raise TooLarge
    values = _pixels(image) * len(image.getbands())
    if "progressive" in image.info and values > MAX_PIXELS_AT_ONCE * len("RGB"):
        raise TooLarge
    image.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
    if _pixels(image) > MAX_PIXELS_AT_ONCE:
        raise TooLarge


def _shrunk(image: Image.Image) -> Image.Image:
    """Shrink first, since each later step makes a copy of the same size."""
    if image.mode not in SHRINKS_WELL or "transparency" in image.info:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2)
    return image


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    ground = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(ground, layer).convert("RGB")


def _pixels(image: Image.Image) -> int:
    return image.width * image.height


if __name__ == "__main__":
    sys.exit(main())
