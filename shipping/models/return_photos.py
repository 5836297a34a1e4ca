"""Photos that a buyer adds to the request of a return."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shipping.models.returns import Return

MAX_PHOTOS = 4  # of one return


class ReturnPhoto(models.Model):
    """A photo as WebP, about 100 kB.

    Stored here and not among the files of the site, which any browser with the address may load: only the
    buyer and the staff of the store may see it, and it is erased in the transaction of the texts.
    """

    goods_return = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="photos")
    place = models.PositiveSmallIntegerField(_("place"))
    content = models.BinaryField()

    class Meta:
        verbose_name = _("photo of a return")
        verbose_name_plural = _("photos of returns")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                fields=["goods_return", "place"], name="one_return_photo_a_place"
            ),
            models.CheckConstraint(condition=Q(place__lt=MAX_PHOTOS), name="few_return_photos"),
        ]

    def __str__(self) -> str:
        return f"{self.goods_return_id}.{self.place}"
