"""Tries to collect an invoice and its dunning in the admin, and the action that collects now."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from billing.collection.reasons import text_of
from billing.collection_tasks import collect_by_card
from billing.invoice_lifecycle import PAID
from billing.models import CollectionTry, Dunning
from core.admin import ReadOnlyRows
from core.random_codes import random_code
from core.reasons import PREFIX, words_of
from jobs.queue import enqueue

CODE_LENGTH = 8  # of what makes each press of the button a cause of its own


class TriesOfInvoice(ReadOnlyRows):
    model = CollectionTry
    fields = ("number", "order", "cause", "opened_at", "ended_at", "result", "why", "payment")
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("order", "payment__order")

    @admin.display(description=_("reason"))
    def why(self, found):
        return text_of(found.reason)


class DunningOfInvoice(ReadOnlyRows):
    model = Dunning
    verbose_name_plural = pgettext_lazy("billing", "Overdue")
    fields = ("since", "failures", "failed_at", "why", "next_try_at")
    tab = True

    @admin.display(description=_("reason"))
    def why(self, dunning):
        return words_of(PREFIX + dunning.reason) if dunning.reason else ""


class Collects:
    """An admin of invoices with the action that charges their tenants' cards."""

    def has_collect_permission(self, request):
        return request.user.has_perm("billing.change_invoice")

    @admin.action(description=_("Collect now"), permissions=["collect"])
    def collect_now(self, request, queryset):
        """By jobs, as a provider may be slow; what is paid is left alone."""
        unpaid = queryset.exclude(status=PAID).order_by("pk").values_list("pk", flat=True)
        for pk in unpaid:
            enqueue(collect_by_card, pk, f"admin {random_code(CODE_LENGTH)}")
        text = ngettext(
            "%(count)s invoice is collected.", "%(count)s invoices are collected.", len(unpaid)
        )
        self.message_user(request, text % {"count": len(unpaid)}, messages.SUCCESS)
