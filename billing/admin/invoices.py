"""Invoices, credit notes, closed months and credits in the admin: read only, but that credit is granted."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from billing.admin.collection import Collects, DunningOfInvoice, TriesOfInvoice
from billing.invoice_lifecycle import InvoiceStatus
from billing.invoices.crediting import grant, objection_to_grant
from billing.invoices.spreadsheets import invoices_as_csv
from billing.invoices.texts import shown
from billing.models import ClosedMonth, Credit, CreditNote, Invoice, InvoiceLine, InvoiceMove
from core.admin import History, ReadOnly, ReadOnlyRows, money_column

COLOURS = {
    InvoiceStatus.OPEN: "warning",
    InvoiceStatus.PAID: "success",
    InvoiceStatus.UNCOLLECTIBLE: "danger",
}


class LinesOfInvoice(ReadOnlyRows):
    model = InvoiceLine
    fields = ("text", "detail", "amount")
    tab = True

    @admin.display(description=_("text"))
    def text(self, line):
        return shown(line, line.invoice.currency).title

    @admin.display(description=_("how it was computed"))
    def detail(self, line):
        return shown(line, line.invoice.currency).detail


class NotesOfInvoice(ReadOnlyRows):
    model = CreditNote
    fields = ("number", "amount", "reason", "refund", "at")
    tab = True


class HistoryOfInvoice(History):
    model = InvoiceMove


@admin.register(Invoice)
class InvoiceAdmin(Collects, ReadOnly, ModelAdmin):
    list_display = ("number", "badge", "tenant", "first_day", "money", "vat_in", "finalized_at")
    list_filter = ("status", "currency", "first_day", ("tenant__clock", admin.EmptyFieldListFilter))
    list_select_related = ("tenant",)
    search_fields = ("number", "legal_name", "business_number", "email", "tenant__number")
    date_hierarchy = "finalized_at"
    show_full_result_count = False
    list_before_template = "admin/billing/statistics_link.html"
    actions = ("collect_now", "download")
    view_on_site = False  # its page is for its owner
    inlines = (
        LinesOfInvoice,
        TriesOfInvoice,
        DunningOfInvoice,
        NotesOfInvoice,
        HistoryOfInvoice,
    )
    money = money_column("total", _("total"))
    vat_in = money_column("vat", _("VAT in it"))
    fields = (
        ("number", "status"),
        ("tenant", "first_day"),
        ("legal_name", "business_number", "email"),
        ("zone", "language"),
        ("money", "vat_in", "currency"),
        ("finalized_at", "due_day"),
    )
    readonly_fields = ("money", "vat_in")

    @display(description=_("status"), ordering="status", label=COLOURS)
    def badge(self, invoice):
        return invoice.status, invoice.get_status_display()

    @admin.action(description=_("Download as CSV"), permissions=["view"])
    def download(self, request, queryset):
        return invoices_as_csv(queryset)


@admin.register(CreditNote)
class CreditNoteAdmin(ReadOnly, ModelAdmin):
    list_display = ("number", "invoice", "money", "reason", "at")
    list_select_related = ("invoice",)
    search_fields = ("number", "invoice__number", "invoice__legal_name")
    date_hierarchy = "at"
    show_full_result_count = False
    money = money_column("amount", _("amount"), of="invoice")
    fields = ("number", "invoice", "money", "reason", "refund", "at")
    readonly_fields = ("money",)


@admin.register(ClosedMonth)
class ClosedMonthAdmin(ReadOnly, ModelAdmin):
    list_display = ("tenant", "first_day", "money", "events", "invoice", "closed_at")
    list_filter = (("invoice", admin.EmptyFieldListFilter), "first_day")
    list_select_related = ("tenant", "invoice")
    search_fields = ("tenant__legal_name", "tenant__number", "invoice__number")
    show_full_result_count = False
    money = money_column("amount", _("amount"), of="tenant")
    fields = ("tenant", "first_day", "money", "events", "invoice", "closed_at")
    readonly_fields = ("money",)


class CreditForm(ModelForm):
    class Meta:
        model = Credit
        fields = ("tenant", "amount", "reason")

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if not self.errors:
            objection = objection_to_grant(data["tenant"], data["amount"], data["reason"])
            if objection:
                raise ValidationError(objection)
        return data


@admin.register(Credit)
class CreditAdmin(ModelAdmin):
    """Granted by administrators with a reason, and never changed."""

    form = CreditForm
    list_display = ("tenant", "kind", "money", "reason", "closed_month", "actor", "at")
    list_filter = ("kind",)
    list_select_related = ("tenant", "closed_month__tenant", "actor")
    search_fields = ("tenant__legal_name", "tenant__number", "reason")
    raw_id_fields = ("tenant",)
    date_hierarchy = "at"
    show_full_result_count = False
    money = money_column("amount", _("amount"), of="tenant")

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        added = ("tenant", "amount", "reason")
        return (
            ("tenant", "kind", "money", "reason", "closed_month", "actor", "at") if obj else added
        )

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj) if obj else ()

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        now = data["tenant"].time_at(timezone.now())
        row = grant(**data, by=request.user, now=now)
        obj.pk = row.pk
