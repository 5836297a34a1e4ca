"""The field of the photos of a return."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from shipping.models.return_photos import MAX_PHOTOS
from stores.forms.fields import ACCEPTED
from stores.photos import clean_photo


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if isinstance(files, MultiValueDict) else files.get(name)


class PhotosField(forms.FileField):
    """At most MAX_PHOTOS photos, checked and re-encoded: their contents as WebP."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Photos"),
            required=False,
            help_text=_(
                "At most 4, together at most 10 MB, as JPEG, PNG or WebP. Only you and the store see them."
            ),
            widget=SeveralFiles(attrs={"accept": ACCEPTED}),
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> list[bytes]:
        uploads = [each for each in data or () if isinstance(each, UploadedFile)]
        if len(uploads) > MAX_PHOTOS:
            raise forms.ValidationError(
                _("Please choose at most %(most)s photos."), params={"most": MAX_PHOTOS}
            )
        return [clean_photo(each).read() for each in uploads]


class PhotosForm(forms.Form):
    photos = PhotosField()
