"""A form for each kind of section; `values` is what the draft stores."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.text import VisibleCharField
from landing.models import Page, PagePhoto
from landing.photo_names import WIDTHS
from landing.photos import values_of
from landing.sections import LEFT, RIGHT
from stores.forms.fields import PhotoField
from stores.photos import clean_photo_in_widths

MAX_TEXT = 5000
MAX_ITEMS = 30
SPARE_ITEMS = 2  # empty questions that a form offers
MARKDOWN_HELP = _("**bold**, *light*, “- ” for a list, [a link](https://…).")


class NewPhotoField(PhotoField):
    """An upload, as the photo and its smaller copies."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        photo = forms.FileField.clean(self, data, initial)
        return clean_photo_in_widths(photo, WIDTHS) if isinstance(photo, UploadedFile) else None


def line(label: Any, length: int = 100, **options: Any) -> forms.CharField:
    return VisibleCharField(label=label, max_length=length, required=False, **options)


def markdown(label: Any, length: int = MAX_TEXT) -> forms.CharField:
    return VisibleCharField(
        label=label,
        max_length=length,
        required=False,
        help_text=MARKDOWN_HELP,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class SectionForm(forms.Form):
    """Of one section of a page; its ids contain the section's, since a page shows many."""

    def __init__(self, data: Any, page: Page, row: Mapping[str, Any], files: Any = None) -> None:
        self.page, self.row = page, row
        super().__init__(
            data, files, initial=self.initial_of(row["values"]), auto_id=f"s-{row['id']}-%s"
        )

    def initial_of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return dict(values)

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class PhotoSectionForm(SectionForm):
    """With photos of the page's library, or a new one, which the view adds to it first."""

    is_single = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.library = {str(photo.pk): photo for photo in self.page.photos.all()}
        self.fields["picked"] = forms.MultipleChoiceField(
            label=_("Photos"),
            required=False,
            choices=[("", _("No photo")), *self.library.items()],
        )
        self.fields["upload"] = NewPhotoField(label=_("A new photo"))
        self.fields["alt"] = line(
            _("What the new photo shows"), 200, help_text=_("For those who do not see it.")
        )

    def initial_of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        shown = values.get("photo") or {}
        photos = [shown] if shown else values.get("photos", ())
        return {**values, "picked": [str(each["id"]) for each in photos]}

    @property
    def picks(self) -> list[tuple[PagePhoto, bool]]:
        """The photos to choose from, each with whether it is chosen: these first, in their order."""
        chosen = [pk for pk in dict.fromkeys(self["picked"].value() or []) if pk in self.library]
        rest = [pk for pk in self.library if pk not in chosen]
        return [(self.library[pk], pk in chosen) for pk in [*chosen, *rest]]

    def clean_picked(self) -> list[str]:
        """In the order of the page; the button `earlier` or `later` moves the photo that it names."""
        picked = list(dict.fromkeys(self.cleaned_data["picked"]))
        for name, step in (("earlier", -1), ("later", 1)):
            moved = self.data.get(name, "")
            if moved in picked:
                place = picked.index(moved)
                picked.insert(max(0, place + step), picked.pop(place))
        return picked

    @property
    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        for name in ("upload", "alt"):
            del data[name]
        photos = [values_of(self.library[pk]) for pk in data.pop("picked") if pk in self.library]
        return {**data, **self._stored(photos)}

    def pick_new(self, photo: PagePhoto) -> None:
        """Choose the photo that was uploaded with the form, also where the form is shown again."""
        self.library[str(photo.pk)] = photo
        former = [] if self.is_single else self.cleaned_data["picked"]
        self.cleaned_data["picked"] = [*former, str(photo.pk)]
        self.data = self.data.copy()
        self.data.setlist("picked", self.cleaned_data["picked"])

    def _stored(self, photos: list[dict[str, Any]]) -> dict[str, Any]:
        return {"photo": photos[-1] if photos else None} if self.is_single else {"photos": photos}


class HeroForm(PhotoSectionForm):
    headline = line(_("Headline"), 120)
    text = markdown(_("Text below it"), 1000)


class GalleryForm(PhotoSectionForm):
    is_single = False
    heading = line(_("Heading"))


class StoryForm(PhotoSectionForm):
    heading = line(_("Heading"))
    text = markdown(_("Text"))
    side = forms.ChoiceField(
        label=_("The photo is"),
        choices=[(RIGHT, _("to the right of the text")), (LEFT, _("to the left of the text"))],
        initial=RIGHT,
    )


class HeadingForm(SectionForm):
    heading = line(_("Heading"))


class TextForm(SectionForm):
    heading = line(_("Heading"))
    text = markdown(_("Text"))


class FaqForm(SectionForm):
    """Questions with their answers, in numbered fields; a row left empty is left out."""

    heading = line(_("Heading"))

    def __init__(self, data: Any, page: Page, row: Mapping[str, Any], files: Any = None) -> None:
        super().__init__(data, page, row, files)
        self.rows = min(self._rows_sent(data), MAX_ITEMS)
        for number in range(self.rows):
            self.fields[f"question_{number}"] = line(_("Question"), 200)
            self.fields[f"answer_{number}"] = markdown(_("Answer"), 2000)
            self.fields[f"answer_{number}"].widget.attrs["rows"] = 2

    def _rows_sent(self, data: Any) -> int:
        if data is None:
            return len(self.row["values"].get("items", ())) + SPARE_ITEMS
        return sum(1 for name in data if name.startswith("question_"))

    def initial_of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        initial = {"heading": values.get("heading", "")}
        for number, item in enumerate(values.get("items", ())):
            initial |= {f"question_{number}": item["question"], f"answer_{number}": item["answer"]}
        return initial

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"question_{n}"], self[f"answer_{n}"]) for n in range(self.rows)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(self.rows):
            if data.get(f"answer_{number}") and not data.get(f"question_{number}"):
                self.add_error(f"question_{number}", ValidationError(_("What is the question?")))
        return data

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        items = [
            {"question": data[f"question_{number}"], "answer": data[f"answer_{number}"]}
            for number in range(self.rows)
            if data.get(f"question_{number}")
        ]
        return {"heading": data["heading"], "items": items}


FORMS: dict[str, type[SectionForm]] = {
    "hero": HeroForm,
    "gallery": GalleryForm,
    "story": StoryForm,
    "offers": SectionForm,
    "reviews": HeadingForm,
    "faq": FaqForm,
    "shipping": TextForm,
    "text": TextForm,
}


def form_of(page: Page, row: Mapping[str, Any], data: Any = None, files: Any = None) -> SectionForm:
    return FORMS[row["kind"]](data, page, row, files)
