"""Money in the admin: to be read, and a refund to be hastened; nothing is edited by hand."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy, ngettext
from unfold.admin import ModelAdmin

from core.admin import History, ReadOnly, ReadOnlyRows
from core.jobs import enqueue
from orders.admin import OrderAdmin
from payments.lifecycle import OWED
from payments.models import Payment, PaymentMove, Refund, RefundMove
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


@admin.register(Refund)
class RefundAdmin(ReadOnly, ModelAdmin):
    list_display = ("order", "status", "amount", "reason", "attempts", "last_error", "next_try_at")
    list_filter = ("status", "payment__gateway")
    search_fields = ("payment__order__number", "reference")
    date_hierarchy = "created_at"
    list_select_related = ("payment__order",)
    inlines = (RefundHistory,)
    actions = ("try_again_now",)

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
