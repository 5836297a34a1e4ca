"""Photos of pages, each in several widths."""

from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import VisibleField
from landing.models.pages import Page
from landing.photo_names import copy_name, copy_widths, srcset_of
from stores.photos import photo_path


class PagePhoto(models.Model):
    """A photo in the library of a page. Content contains its values, so that showing it needs no query."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="photos")
    image = models.ImageField(
        _("photo"), upload_to=photo_path, width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    alt = VisibleField(_("description for those who do not see it"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("photo of a page")
        verbose_name_plural = _("photos of pages")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.alt or str(self.image.name)

    @property
    def small_url(self) -> str:
        """Of the smallest copy."""
        name = str(self.image.name)
        width = next(copy_widths(self.width), None)
        return default_storage.url(copy_name(name, width) if width else name)

    @property
    def srcset(self) -> str:
        return srcset_of(str(self.image.name), self.width)
