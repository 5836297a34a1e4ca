"""Disputes in the admin: read, and answered at the provider."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from core.admin import History, ReadOnly, money_column
from core.reasons import words_of
from payments.dispute_lifecycle import LOST, OPEN, WON
from payments.links import dispute_url
from payments.models import Dispute, DisputeMove

COLOURS = {OPEN: "warning", WON: "success", LOST: "danger"}


class DisputeHistory(History):
    model = DisputeMove


@admin.register(Dispute)
class DisputeAdmin(ReadOnly, ModelAdmin):
    list_display = ("order", "badge", "money", "why", "due_by", "opened_at", "is_inquiry")
    list_filter = ("status", "is_inquiry", "payment__gateway", "currency")
    search_fields = ("payment__order__number", "reference")
    date_hierarchy = "opened_at"
    list_select_related = ("payment__order",)
    inlines = (DisputeHistory,)
    money = money_column("amount", _("disputed amount"))
    fields = (
        ("payment", "status"),
        ("money", "is_inquiry"),
        "why",
        ("opened_at", "due_by", "closed_at"),
        ("reference", "page"),
        "loss",
        "look_up_at",
    )
    readonly_fields = ("status", "money", "why", "page")

    @admin.display(description=_("order"), ordering="payment__order__number")
    def order(self, dispute):
        return dispute.payment.order

    @display(description=_("status"), ordering="status", label=COLOURS)
    def badge(self, dispute):
        return dispute.status, dispute.get_status_display()

    @admin.display(description=_("reason"))
    def why(self, dispute):
        return words_of(dispute.reason) or "–"

    @admin.display(description=_("At the payment provider"))
    def page(self, dispute):
        url = dispute_url(dispute)
        link = '<a class="underline" href="{}" target="_blank" rel="noopener">{}</a>'
        return format_html(link, url, url) if url else "–"
