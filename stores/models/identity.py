"""Who a store is by law: what buyers must be able to read before they order."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import VisibleField
from stores.models.stores import Store


class LegalIdentity(models.Model):
    """Of the seller, as Articles 10 and 13 of Korea's E-Commerce Act ask for; texts, shown as they are.

    `business_number` is stored as ten digits. A store may be exempt from the mail-order report.
    """

    store = models.OneToOneField(
        Store, verbose_name=_("store"), on_delete=models.CASCADE, related_name="identity"
    )
    legal_name = VisibleField(_("legal name"), max_length=100, blank=True)
    representative = VisibleField(_("representative"), max_length=60, blank=True)
    business_number = models.CharField(_("business registration number"), max_length=10, blank=True)
    mail_order_number = VisibleField(_("mail-order business number"), max_length=60, blank=True)
    is_mail_order_exempt = models.BooleanField(
        _("exempt from the mail-order report"), default=False
    )
    address = VisibleField(_("business address"), max_length=200, blank=True)
    phone = VisibleField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    withdrawal_terms = models.TextField(
        _("your own terms of withdrawal"), max_length=2000, blank=True
    )

    class Meta:
        verbose_name = _("legal identity")
        verbose_name_plural = _("legal identities")

    def __str__(self) -> str:
        return self.legal_name or str(self.store)

    @property
    def written_business_number(self) -> str:
        """With the usual hyphens: 123-45-67890."""
        digits = self.business_number
        return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if digits else ""
