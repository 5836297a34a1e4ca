"""The copies of a photo in several widths, by its name."""

from collections.abc import Iterator

from django.core.files.storage import default_storage

WIDTHS = (480, 800)  # pixels, of the smaller copies


def copy_name(name: str, width: int) -> str:
    """The name of the copy of a photo that is `width` pixels wide."""
    return f"{name.removesuffix('.webp')}_{width}.webp"


def copy_widths(width: int) -> Iterator[int]:
    """The widths of the copies of a photo that is `width` pixels wide."""
    return (each for each in WIDTHS if each < width)


def srcset_of(name: str, width: int) -> str:
    """For the attribute `srcset` of the photo of that name and width."""
    copies = [(copy_name(name, each), each) for each in copy_widths(width)]
    return ", ".join(
        f"{default_storage.url(file)} {each}w" for file, each in [*copies, (name, width)]
    )
