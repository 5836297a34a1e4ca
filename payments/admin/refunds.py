"""Refunds in the admin: retried immediately, or settled where the provider cannot do it."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import display

from core.admin import History, Moves, ReadOnly, money_column
from core.lifecycle import NOTE_LENGTH, MoveRefused, move
from core.lifecycle.forms import MoveForm
from core.reasons import words_of
from payments.access import manages_money
from payments.bank_transfers import note_sent_by_hand
from payments.dispute_lifecycle import WAITS_FOR_DISPUTE
from payments.freezing import is_frozen
from payments.gateways.transfer import TransferGateway
from payments.lifecycle import FAILED, OWED, REVERSED, SENT, UNSENT
from payments.models import Refund, RefundMove
from payments.timeline import what_for

COLOURS = {OWED: "warning", SENT: "success", FAILED: "danger", REVERSED: "info"}


class SettleForm(MoveForm):
    note = forms.CharField(
        label=_("How it was sent"),
        help_text=_("The customer will read it."),
        max_length=NOTE_LENGTH,
    )


class RefundHistory(History):
    model = RefundMove


@admin.register(Refund)
class RefundAdmin(Moves, ReadOnly, ModelAdmin):
    """Users with the permission to manage money may retry and settle them."""

    list_display = ("order", "badge", "money", "why", "attempts", "error", "next_try_at")
    list_filter = ("status", "payment__gateway")
    search_fields = ("payment__order__number", "reference")
    date_hierarchy = "created_at"
    list_select_related = ("payment__order",)
    inlines = (RefundHistory,)
    actions = ("try_again_now", "sent_by_hand")
    loads = ("payment__order__store",)
    money = money_column("amount", _("amount"), of="payment")
    fields = (
        ("payment", "status"),
        ("money", "what_for"),
        "why",
        ("created_at", "reference"),
        ("attempts", "next_try_at"),
        "error",
        ("look_ups", "look_up_at"),
    )
    readonly_fields = ("status", "money", "what_for", "why", "error")

    @admin.display(description=_("order"), ordering="payment__order__number")
    def order(self, refund):
        return refund.payment.order

    @display(description=_("status"), ordering="status", label=COLOURS)
    def badge(self, refund):
        return refund.status, refund.get_status_display()

    @admin.display(description=_("for what"))
    def what_for(self, refund):
        return what_for(refund, refund.payment)

    @admin.display(description=_("reason"))
    def why(self, refund):
        return words_of(refund.reason)

    @admin.display(description=_("last error"))
    def error(self, refund):
        """Or why it waits."""
        if refund.waits_for_dispute:
            return WAITS_FOR_DISPUTE
        return words_of(refund.last_error)

    def get_queryset(self, request):
        waits = Q(is_frozen(), status__in=UNSENT)
        return super().get_queryset(request).annotate(waits_for_dispute=waits)

    def state_of(self, row):
        text = words_of(row.last_error) or self.why(row)
        return f"{row.payment.order.store} · {self.money(row)} · {text}"

    def may_move(self, user):
        return manages_money(None, user)

    def has_handle_permission(self, request):
        return self.may_move(request.user)

    def move_form(self, row, verb, data):
        return (SettleForm if verb == "settle" else MoveForm)(data)

    @admin.action(description=_("Try again now"), permissions=["handle"])
    def try_again_now(self, request, queryset):
        tried = sum(is_retried(refund, request.user) for refund in queryset)
        text = ngettext(
            "%(count)s refund is being tried now.",
            "%(count)s refunds are being tried now.",
            tried,
        )
        self.message_user(request, text % {"count": tried}, messages.SUCCESS)

    @admin.action(description=_("Was transferred by hand"), permissions=["handle"])
    def sent_by_hand(self, request, queryset):
        owed = list(queryset.filter(status=OWED, payment__gateway=TransferGateway.code))
        for refund in owed:
            note_sent_by_hand(refund)
        text = ngettext("%(count)s refund noted.", "%(count)s refunds noted.", len(owed))
        self.message_user(request, text % {"count": len(owed)}, messages.SUCCESS)


def is_retried(refund, user):
    """False where it was sent before, however recently."""
    try:
        move(refund, "retry", by=user)
    except MoveRefused:
        return False
    return True
