"""Programmes, partners, sales, ledger and payouts in the admin; amounts are read only."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from affiliates.bank_accounts import masked
from affiliates.forms import DiscardForm
from affiliates.lifecycle import PartnerStatus, RunStatus
from affiliates.models import (
    Attribution,
    LedgerEntry,
    Partner,
    PartnerCode,
    PartnerMove,
    Payout,
    PayoutRun,
    PayoutRunMove,
    Programme,
    Sale,
)
from core.admin import History, Moves, ReadOnly, ReadOnlyRows, money_column
from core.lifecycle.forms import MoveForm, RemarkForm

# What is not here is grey.
PARTNER_COLOURS = dict.fromkeys(PartnerStatus) | {
    PartnerStatus.APPROVED: "success",
    PartnerStatus.APPLIED: "info",
    PartnerStatus.PAUSED: "warning",
    PartnerStatus.REFUSED: "danger",
}
RUN_COLOURS = dict.fromkeys(RunStatus) | {
    RunStatus.DRAFT: "info",
    RunStatus.APPROVED: "warning",
    RunStatus.PAID: "success",
}


@admin.register(Programme)
class ProgrammeAdmin(ReadOnly, ModelAdmin):
    """Changed on the store's own pages, where changed terms get their version."""

    list_display = ("store", "is_on", "basis", "rate", "window_days", "return_days")
    list_filter = ("is_on", "basis")
    list_select_related = ("store",)
    search_fields = ("store__name",)
    fields = (
        *("store", "is_on", "basis", "rate", "window_days", "return_days", "minimum_payout"),
        *("start_path", "terms", "terms_version"),
    )


class HistoryOfPartner(History):
    model = PartnerMove


class CodesOfPartner(ReadOnlyRows):
    model = PartnerCode
    fields = ("code", "campaign", "made_at")
    tab = True


@admin.register(Partner)
class PartnerAdmin(Moves, ReadOnly, ModelAdmin):
    loads = ("programme__store", "user")
    list_display = ("name", "badge", "programme", "user", "applied_at")
    list_filter = ("status",)
    list_select_related = ("programme__store", "user")
    search_fields = ("name", "number", "user__email", "codes__code")
    show_full_result_count = False
    inlines = (CodesOfPartner, HistoryOfPartner)
    fields = (
        ("name", "status"),
        ("programme", "user"),
        *("channel", "plan"),
        ("rate", "tax_kind", "account"),
        ("agreed_at", "terms_version"),
        "terms_text",
    )
    readonly_fields = ("status", "account")

    def has_change_permission(self, request, obj=None):
        return ModelAdmin.has_change_permission(self, request, obj)

    def get_readonly_fields(self, request, obj=None):
        names = (each if isinstance(each, tuple) else (each,) for each in self.fields)
        return [name for group in names for name in group]

    @display(description=_("status"), ordering="status", label=PARTNER_COLOURS)
    def badge(self, partner):
        return partner.status, partner.get_status_display()

    @admin.display(description=_("account"))
    def account(self, partner):
        return masked(partner.bank_sealed)

    def move_form(self, row, verb, data):
        return RemarkForm(data, row) if verb in ("refuse", "pause") else MoveForm(data, row)


@admin.register(Sale)
class SaleAdmin(ReadOnly, ModelAdmin):
    """Own purchases of partners, too, with the reason why they earn nothing."""

    list_display = ("number", "partner", "order", "money", "excluded", "sold_at", "payable_at")
    list_filter = ("excluded", "basis")
    list_select_related = ("partner", "order")
    search_fields = ("number", "order__number", "partner__name", "partner__number")
    date_hierarchy = "sold_at"
    show_full_result_count = False
    money = money_column("amount", _("commission"))
    fields = (
        *("number", "order", "partner", "code", "basis", "rate", "money", "excluded"),
        *("sold_at", "payable_at"),
    )
    readonly_fields = ("money",)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnly, ModelAdmin):
    list_display = ("partner", "kind", "money", "at", "sale", "actor")
    list_filter = ("kind",)
    list_select_related = ("partner", "sale", "actor")
    search_fields = ("partner__name", "partner__number", "sale__number")
    date_hierarchy = "at"
    show_full_result_count = False
    money = money_column("amount", _("amount"))
    fields = (
        "partner",
        "kind",
        "money",
        "at",
        "sale",
        "payment",
        "refund",
        "refund_step",
        "payout",
        "note",
        "actor",
    )
    readonly_fields = ("money",)


@admin.register(Attribution)
class AttributionAdmin(ReadOnly, ModelAdmin):
    list_display = ("order", "code", "is_typed", "clicked_at", "source", "medium", "campaign")
    list_filter = ("is_typed",)
    list_select_related = ("order", "code")
    search_fields = ("order__number", "code__code", "source")
    show_full_result_count = False
    fields = ("order", "code", "is_typed", "clicked_at", "source", "medium", "campaign")


class HistoryOfRun(History):
    model = PayoutRunMove


class PayoutsOfRun(ReadOnlyRows):
    model = Payout
    fields = ("number", "partner", "gross", "income_tax", "local_tax", "net", "tax_kind")
    tab = True


@admin.register(PayoutRun)
class PayoutRunAdmin(Moves, ReadOnly, ModelAdmin):
    loads = ("programme__store",)
    list_display = ("number", "badge", "programme", "currency", "made_at")
    list_filter = ("status",)
    list_select_related = ("programme__store",)
    search_fields = ("number", "programme__store__name")
    show_full_result_count = False
    inlines = (PayoutsOfRun, HistoryOfRun)
    fields = (("number", "status"), ("programme", "currency"), "made_at")
    readonly_fields = ("number", "status", "programme", "currency", "made_at")

    def has_change_permission(self, request, obj=None):
        return ModelAdmin.has_change_permission(self, request, obj)

    @display(description=_("status"), ordering="status", label=RUN_COLOURS)
    def badge(self, run):
        return run.status, run.get_status_display()

    def move_form(self, row, verb, data):
        return DiscardForm(data, row) if verb == "discard" else MoveForm(data, row)
