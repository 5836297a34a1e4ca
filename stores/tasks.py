from django.core.files.storage import default_storage


def delete_photo(name: str) -> None:
    """Delete the file of a photo no longer in use; a missing one is ignored."""
    default_storage.delete(name)
