"""Campaigns in the admin, those of the whole site too, which only administrators make; and issued coupons."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from core.admin import History, Moves, ReadOnly, ReadOnlyRows, money_column
from core.currencies import CURRENCIES
from core.fields import MoneyField
from core.lifecycle import MoveRefused
from core.lifecycle.forms import MoveForm
from coupons.campaigns import (
    CampaignRefused,
    EditedMeanwhile,
    add_campaign,
    change_campaign,
    edit_version,
    problems_of,
)
from coupons.forms import CampaignForm
from coupons.lifecycle import CampaignStatus, CouponStatus
from coupons.models import (
    Audience,
    Campaign,
    CampaignMove,
    CampaignPhase,
    ClaimCode,
    Coupon,
    CouponMove,
    Terms,
)
from coupons.statistics.admin import site_statistics
from coupons.words import sentence_of

WIDGETS = {
    forms.RadioSelect: UnfoldAdminRadioSelectWidget,
    forms.CheckboxSelectMultiple: UnfoldAdminCheckboxSelectMultipleWidget,
    forms.CheckboxInput: UnfoldBooleanWidget,
}

# What is shown of a campaign that the reader may not change.
READ_ONLY = (
    *(("title", "status"), ("owner", "number"), "sentence", ("claimed", "per_customer")),
    *(("audience", "secret_code"), ("opens_at", "closes_at"), "spent"),
)

# What is not here is grey.
PHASE_COLOURS = dict.fromkeys(CampaignPhase) | {
    CampaignPhase.LIVE: "success",
    CampaignPhase.SCHEDULED: "info",
    CampaignPhase.PAUSED: "warning",
    CampaignPhase.SOLD_OUT: "primary",
}
STATUS_COLOURS = dict.fromkeys(CouponStatus) | {
    CouponStatus.ISSUED: "success",
    CouponStatus.RESERVED: "info",
    CouponStatus.REVOKED: "danger",
}


class AdminCampaignForm(CampaignForm):
    """The owner's form, with what only administrators choose."""

    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    platform_percent = forms.IntegerField(
        label=_("Share of the platform in percent"),
        min_value=0,
        max_value=100,
        help_text=_("The platform pays this part of each discount, the store the rest."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        campaign = kwargs.get("instance") or Campaign(currency=CURRENCIES[0][0])
        if not campaign.pk and (data or {}).get("currency") in dict(CURRENCIES):
            campaign.currency = data["currency"]
        self.stored = edit_version(campaign) if campaign.pk else ""
        share = campaign.terms.platform_percent if campaign.terms else 100
        initial = {"currency": campaign.currency, "platform_percent": share, "seen": self.stored}
        kwargs |= {"instance": campaign, "initial": {**initial, **(kwargs.get("initial") or {})}}
        super().__init__(data, *args, **kwargs)
        if "currency" in self.fields:
            self.fields["currency"].disabled = bool(campaign.pk)
        for field in self.fields.values():
            _dress(field)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.instance.pk:
            if data.get("seen") != self.stored:
                self.add_problems(EditedMeanwhile(self.instance).problems)
                self.data = {**self.data.dict(), "seen": self.stored}
            self.add_problems(problems_of(self.instance, data))
        return data


def _dress(field: forms.Field) -> None:
    """Give the field the look of the admin."""
    dressed: Any = WIDGETS.get(type(field.widget))  # type: ignore[call-overload]
    if dressed:
        choices, field.widget = getattr(field, "choices", None), dressed(attrs=field.widget.attrs)
        if choices is not None:
            field.widget.choices = choices  # type: ignore[attr-defined]
    elif isinstance(field.widget, forms.TextInput | forms.DateTimeInput | forms.NumberInput):
        field.widget.attrs["class"] = UnfoldAdminTextInputWidget().attrs["class"]


class HistoryOfCampaign(History):
    model = CampaignMove


class VersionsOfTerms(ReadOnlyRows):
    model = Terms
    fk_name = "campaign"
    fields = ("version", "sentence", "platform_percent")
    verbose_name_plural = _("versions of its terms")
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("campaign")

    @admin.display(description=_("what it does"))
    def sentence(self, terms):
        return sentence_of(terms, terms.campaign.currency)


@admin.register(Campaign)
class CampaignAdmin(Moves, ModelAdmin):
    form = AdminCampaignForm
    formfield_overrides = {MoneyField: {"widget": UnfoldAdminTextInputWidget}}
    loads = ("store", "terms")
    list_display = ("title", "badge", "owner", "sentence", "claimed", "spent", "opens_at")
    list_filter = (
        "status",
        ("store", AutocompleteSelectFilter),
        ("store", admin.EmptyFieldListFilter),
    )
    list_filter_submit = True
    list_select_related = ("store", "terms")
    search_fields = ("title", "number", "store__name", "secret_code")
    date_hierarchy = "opens_at"
    show_full_result_count = False
    inlines = (VersionsOfTerms, HistoryOfCampaign)
    readonly_fields = ("codes",)
    list_before_template = "admin/coupon_statistics_link.html"
    spent = money_column("committed", _("used of the budget"))

    def get_urls(self):
        view = self.admin_site.admin_view(self.statistics_view)
        return [path("statistics/", view, name="coupons_campaign_statistics"), *super().get_urls()]

    def statistics_view(self, request):
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return site_statistics(request, context)

    def get_fieldsets(self, request, obj=None):
        if obj and not self.has_change_permission(request, obj):
            return [(None, {"fields": READ_ONLY})]
        menu = ("applies_to", "sections", "products") if obj and obj.store_id else ()
        gives = ("title", "currency", "benefit", "amount", "percent", "cap", "minimum")
        whom = (*menu, "first_order_only", "audience", "secret_code")
        codes = ("codes",) if obj and obj.audience == Audience.CODES else ()
        many = (*codes, "total", "per_customer", "budget", "platform_percent")
        when = ("opens_at", "closes_at", "validity", "valid_days", "valid_until", "seen")
        return [
            (_("What customers get"), {"fields": gives}),
            (_("What and whom it is for"), {"fields": whom}),
            (_("How many, and when"), {"fields": many + when}),
        ]

    @admin.display(description=_("codes"))
    def codes(self, campaign):
        name, args = "coupons:site-codes", [campaign.number]
        if campaign.store_id:
            name, args = "coupons:codes", [campaign.store.slug, campaign.number]
        return format_html('<a href="{}">{}</a>', reverse(name, args=args), _("Codes"))

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    def has_change_permission(self, request, obj=None):
        is_final = obj is not None and obj.status == CampaignStatus.CLOSED
        return super().has_change_permission(request, obj) and not is_final

    def has_delete_permission(self, request, obj=None):
        """Coupons refer to their campaign; close it instead."""
        return False

    def changeform_view(self, request, *args, **kwargs):
        """If a concurrent request made it impossible, a message says so on the same page, loaded again."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (CampaignRefused, MoveRefused) as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)

    def save_model(self, request, obj, form, change):
        if change:
            change_campaign(obj, form.values, by=request.user, seen=form.cleaned_data["seen"])
        else:
            add_campaign(obj, form.values, by=request.user)

    @display(description=_("status"), ordering="status", label=PHASE_COLOURS)
    def badge(self, campaign):
        phase = campaign.phase(timezone.now())
        return phase, phase.label

    @admin.display(description=_("store"), ordering="store__name")
    def owner(self, campaign):
        return campaign.store or _("The whole site")

    @admin.display(description=_("what it does"))
    def sentence(self, campaign):
        return sentence_of(campaign.terms, campaign.currency) if campaign.terms else ""

    @admin.display(description=_("claimed"), ordering="issued")
    def claimed(self, campaign):
        return f"{campaign.issued:,} / {campaign.total:,}"

    def move_form(self, row, verb, data):
        return MoveForm(data, row)


@admin.register(ClaimCode)
class ClaimCodeAdmin(ReadOnly, ModelAdmin):
    list_display = ("code", "campaign", "made_at", "claimed_at", "voided_at")
    list_filter = (
        ("campaign", AutocompleteSelectFilter),
        ("coupon", admin.EmptyFieldListFilter),
        ("voided_at", admin.EmptyFieldListFilter),
    )
    list_filter_submit = True
    list_select_related = ("campaign", "coupon")
    search_fields = ("code", "coupon__customer__email")
    show_full_result_count = False
    fields = ("code", "campaign", "coupon", "made_at", "voided_at")

    @admin.display(description=_("claimed"), ordering="coupon__issued_at")
    def claimed_at(self, code):
        return code.claimed_at


class HistoryOfCoupon(History):
    model = CouponMove


@admin.register(Coupon)
class CouponAdmin(Moves, ReadOnly, ModelAdmin):
    loads = ("campaign__store",)
    list_display = ("code", "badge", "campaign", "customer", "money", "issued_at", "expires_at")
    list_filter = ("status", ("campaign__store", AutocompleteSelectFilter))
    list_filter_submit = True
    list_select_related = ("campaign", "customer")
    search_fields = ("code", "customer__email", "email_key")
    date_hierarchy = "issued_at"
    show_full_result_count = False
    inlines = (HistoryOfCoupon,)
    money = money_column("saved", _("took off"), of="campaign")
    fields = (
        ("code", "status"),
        ("campaign", "terms"),
        ("customer", "order"),
        ("sentence", "money"),
        ("issued_at", "expires_at"),
    )
    readonly_fields = ("code", "status", "sentence", "money")

    @display(description=_("status"), ordering="status", label=STATUS_COLOURS)
    def badge(self, coupon):
        return coupon.status, coupon.get_status_display()

    @admin.display(description=_("what it does"))
    def sentence(self, coupon):
        return sentence_of(coupon.terms, coupon.campaign.currency)

    def lookup_allowed(self, lookup, value, request=None):
        # The filter sends a key that is itself a relation, which Django mistakes for two lookups.
        return lookup == "campaign__store__exact" or super().lookup_allowed(lookup, value, request)

    def move_form(self, row, verb, data):
        return MoveForm(data, row)
