from django.core.files.storage import default_storage


def delete_photo(name: str) -> None:
    """Delete a photo nobody shows any more; one that is gone already is fine."""
    default_storage.delete(name)
