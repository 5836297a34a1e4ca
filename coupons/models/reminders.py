"""Who was reminded of which coupons before their end."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coupons.models.issued import Coupon


class ReminderStep(models.TextChoices):
    THREE_DAYS = "3d", _("three days before the end")
    ONE_DAY = "24h", _("24 hours before the end")


class Reminder(models.Model):
    """One message to a customer about one or several of their coupons."""

    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("customer"),
        on_delete=models.CASCADE,
        related_name="coupon_reminders",
        db_index=False,  # the index below begins with it
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["pk"]
        indexes = [models.Index(fields=["customer", "-at"], name="reminders_of_a_customer")]

    def __str__(self) -> str:
        return f"{self.customer} · {self.at}"


class RemindedCoupon(models.Model):
    """That it was mentioned in the reminder, which happens once for each step."""

    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="coupons")
    coupon = models.ForeignKey(
        Coupon,
        on_delete=models.PROTECT,
        related_name="reminders",
        db_index=False,  # the constraint's index begins with it
    )
    step = models.CharField(max_length=3, choices=ReminderStep)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["coupon", "step"], name="one_reminder_a_step"),
            models.CheckConstraint(
                condition=models.Q(step__in=ReminderStep.values), name="known_reminder_step"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coupon} · {self.step}"
