"""Payments in the admin, and the page that refunds a part of one."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from core.admin import History, ReadOnly, ReadOnlyRows, money_column
from core.money import format_money
from core.reasons import words_of
from payments.access import manages_money
from payments.bank_transfers import note_transfer
from payments.forms import RefundForm
from payments.gateways.transfer import TransferGateway
from payments.lifecycle import UNCAPTURED
from payments.models import Dispute, Payment, PaymentMove, Refund
from payments.refunds import refundable
from payments.views.refunds import can_be_sent, is_sent

# A browser's number input takes no comma.
WIDGETS = dict.fromkeys(("amount", "reason"), UnfoldAdminTextInputWidget)
ASKED = money_column("amount", gettext_lazy("amount"))
CAME = money_column("captured", gettext_lazy("captured"))
WENT_BACK = money_column("refunded", gettext_lazy("sent or owed back"))
ASK, MEANT = "payments/admin/refund.html", "payments/admin/refund_meant.html"


class PaymentHistory(History):
    model = PaymentMove


class RefundsOfPayment(ReadOnlyRows):
    model = Refund
    fields = ("created_at", "status", "sum", "why", "attempts", "error")
    sum = money_column("amount", gettext_lazy("amount"), of="payment")
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("payment__order")

    @admin.display(description=gettext_lazy("reason"))
    def why(self, refund):
        return words_of(refund.reason)

    @admin.display(description=gettext_lazy("last error"))
    def error(self, refund):
        return words_of(refund.last_error)


class DisputesOfPayment(ReadOnlyRows):
    model = Dispute
    fields = ("opened_at", "status", "is_inquiry", "money", "why", "due_by")
    money = money_column("amount", gettext_lazy("disputed amount"))
    show_change_link = True

    @admin.display(description=gettext_lazy("reason"))
    def why(self, dispute):
        return words_of(dispute.reason)


class PaymentsOfOrder(ReadOnlyRows):
    model = Payment
    fields = ("created_at", "status", "gateway", "asked", "came", "went_back")
    asked, came, went_back = ASKED, CAME, WENT_BACK
    show_change_link = True


@admin.register(Payment)
class PaymentAdmin(ReadOnly, ModelAdmin):
    """Users with the permission to manage money may refund them."""

    list_display = ("order", "status", "gateway", "asked", "came", "went_back", "created_at")
    asked, came, went_back = ASKED, CAME, WENT_BACK
    fields = (
        ("order", "status"),
        ("gateway", "asked"),
        ("came", "went_back"),
        ("method", "decline"),
        ("created_at", "captured_at"),
        ("reference", "session"),
        "how",
        ("look_up_at", "look_ups"),
    )
    readonly_fields = ("asked", "came", "went_back", "how", "method", "decline")
    list_filter = ("status", "gateway", "currency")
    search_fields = ("order__number", "reference")
    date_hierarchy = "created_at"
    list_select_related = ("order",)
    inlines = (RefundsOfPayment, DisputesOfPayment, PaymentHistory)
    actions = ("deposit_arrived",)
    change_form_before_template = "payments/admin/refund_button.html"

    @admin.display(description=gettext_lazy("how the payer sends it"))
    def how(self, payment):
        return words_of(payment.note) or "–"

    def has_handle_permission(self, request):
        return manages_money(None, request.user)

    @admin.action(description=gettext_lazy("The transfer has arrived"), permissions=["handle"])
    def deposit_arrived(self, request, queryset):
        """Also one that came late: it is captured, or a refund is created for it."""
        waiting = list(queryset.filter(gateway=TransferGateway.code, status__in=UNCAPTURED))
        for payment in waiting:
            note_transfer(payment)
        text = ngettext("%(count)s transfer noted.", "%(count)s transfers noted.", len(waiting))
        self.message_user(request, text % {"count": len(waiting)}, messages.SUCCESS)

    def get_urls(self):
        view = self.admin_site.admin_view(self.refund_view)
        return [path("<int:pk>/refund/", view, name="payments_payment_refund"), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        payment = self.get_object(request, object_id)
        open_to = payment and payment.captured > payment.refunded
        url = ""
        if open_to and self.has_handle_permission(request):
            url = reverse("admin:payments_payment_refund", args=[payment.pk])
        context = {**(extra_context or {}), "refund_url": url}
        return super().change_view(request, object_id, form_url, context)

    def refund_view(self, request, pk):
        """A part of what was paid for the order is refunded: requested, confirmed, created."""
        if not self.has_handle_permission(request):
            raise PermissionDenied
        payment = get_object_or_404(Payment.objects.select_related("order__store"), pk=pk)
        order = payment.order
        form = dressed(RefundForm(order, request.POST or None))
        if "meant" in request.POST and is_sent(order, form, by=request.user):
            amount = format_money(form.cleaned_data["total"], order.currency)
            messages.success(
                request, _("%(amount)s goes back to the customer.") % {"amount": amount}
            )
            return redirect("admin:payments_payment_change", payment.pk)
        asks = not can_be_sent(order, form, by=request.user)
        return self.show(request, payment, form, ASK if asks else MEANT)

    def show(self, request, payment, form, template):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Order %(number)s: send money back") % {"number": payment.order.number},
            "back": reverse("admin:payments_payment_change", args=[payment.pk]),
            "order": payment.order,
            "left": refundable(payment.order),
            "form": form,
        }
        return render(request, template, context, status=422 if form.errors else 200)


def dressed(form):
    """With the admin's style."""
    for name, field in form.fields.items():
        if not field.widget.is_hidden:
            field.widget = WIDGETS.get(name, UnfoldAdminIntegerFieldWidget)(field.widget.attrs)
    return form
