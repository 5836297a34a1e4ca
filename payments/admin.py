"""Money in the admin: to be read, and a refund to be hastened; nothing is edited by hand."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy, ngettext
from unfold.admin import ModelAdmin

from core.admin import History, ReadOnly, ReadOnlyRows
from core.jobs import enqueue
from orders.admin import OrderAdmin
from payments.by_hand import note_sent_by_hand, note_transfer
from payments.gateways.transfer import TransferGateway
from payments.lifecycle import OPEN, OWED
from payments.models import (
    Payment,
    PaymentMove,
    ProviderCall,
    Refund,
    RefundMove,
    WebhookEvent,
)
from payments.refunds import hasten_refund
from payments.tasks import send_refund


class PaymentHistory(History):
    model = PaymentMove


class RefundHistory(History):
    model = RefundMove


class RefundsOfPayment(ReadOnlyRows):
    model = Refund
    fields = ("created_at", "status", "amount", "reason", "attempts", "last_error")
    show_change_link = True


class PaymentsOfOrder(ReadOnlyRows):
    model = Payment
    fields = ("created_at", "status", "gateway", "amount", "captured", "currency")
    show_change_link = True


# Orders know no payments, so the page of an order is told of them from here.
OrderAdmin.inlines.append(PaymentsOfOrder)


@admin.register(Payment)
class PaymentAdmin(ReadOnly, ModelAdmin):
    list_display = ("order", "status", "gateway", "amount", "captured", "currency", "created_at")
    list_filter = ("status", "gateway", "currency")
    search_fields = ("order__number", "reference")
    date_hierarchy = "created_at"
    list_select_related = ("order",)
    inlines = (RefundsOfPayment, PaymentHistory)
    actions = ("deposit_arrived",)

    @admin.action(description=gettext_lazy("The transfer has arrived"), permissions=["view"])
    def deposit_arrived(self, request, queryset):
        waiting = list(queryset.filter(gateway=TransferGateway.code, status__in=OPEN))
        for payment in waiting:
            note_transfer(payment)
        text = ngettext("%(count)s transfer noted.", "%(count)s transfers noted.", len(waiting))
        self.message_user(request, text % {"count": len(waiting)}, messages.SUCCESS)


@admin.register(Refund)
class RefundAdmin(ReadOnly, ModelAdmin):
    list_display = ("order", "status", "amount", "reason", "attempts", "last_error", "next_try_at")
    list_filter = ("status", "payment__gateway")
    search_fields = ("payment__order__number", "reference")
    date_hierarchy = "created_at"
    list_select_related = ("payment__order",)
    inlines = (RefundHistory,)
    actions = ("try_again_now", "sent_by_hand")

    @admin.display(description=gettext_lazy("order"), ordering="payment__order__number")
    def order(self, refund):
        return refund.payment.order

    @admin.action(description=gettext_lazy("Try again now"), permissions=["view"])
    def try_again_now(self, request, queryset):
        owed = list(queryset.filter(status=OWED))
        for refund in owed:
            hasten_refund(refund)
            enqueue(send_refund, refund.pk)
        text = ngettext(
            "%(count)s refund is being tried now.",
            "%(count)s refunds are being tried now.",
            len(owed),
        )
        self.message_user(request, text % {"count": len(owed)}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Was transferred by hand"), permissions=["view"])
    def sent_by_hand(self, request, queryset):
        owed = list(queryset.filter(status=OWED, payment__gateway=TransferGateway.code))
        for refund in owed:
            note_sent_by_hand(refund)
        text = ngettext("%(count)s refund noted.", "%(count)s refunds noted.", len(owed))
        self.message_user(request, text % {"count": len(owed)}, messages.SUCCESS)


@admin.register(ProviderCall)
class ProviderCallAdmin(ReadOnly, ModelAdmin):
    """Every call to a provider and from it; nobody changes or deletes one."""

    list_display = ("at", "direction", "gateway", "endpoint", "status", "milliseconds", "payment")
    list_filter = ("gateway", "direction", "status")
    search_fields = ("endpoint", "payment__order__number", "payment__reference", "response")
    date_hierarchy = "at"
    list_select_related = ("payment__order",)


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnly, ModelAdmin):
    list_display = ("received_at", "gateway", "kind", "payment", "acted_at", "attempts")
    list_filter = ("gateway", "kind")
    search_fields = ("event_id", "session", "reference", "payment__order__number")
    date_hierarchy = "received_at"
    list_select_related = ("payment__order",)
