"""Events and tickets in the admin: artists with their other names, and venues, are edited here."""

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display
from unfold.widgets import UnfoldBooleanWidget

from core.admin import History, Moves, ReadOnly, ReadOnlyRows, money_column
from core.lifecycle.forms import MoveForm, RemarkForm
from ticketing.models import (
    Artist,
    DateChange,
    Event,
    EventDate,
    EventMove,
    EventNews,
    Hold,
    LineRefund,
    Ticket,
    TicketMove,
    Venue,
    Wish,
)
from ticketing.news import tell_holders
from ticketing.statuses import EventStatus, TicketStatus

STATUS_COLOURS = dict.fromkeys(EventStatus) | {
    EventStatus.PUBLISHED: "success",
    EventStatus.ANNOUNCED: "info",
    EventStatus.CANCELLED: "danger",
}
TICKET_COLOURS = dict.fromkeys(TicketStatus) | {
    TicketStatus.PENDING: "warning",
    TicketStatus.VALID: "success",
    TicketStatus.USED: "info",
}


@admin.register(Artist)
class ArtistAdmin(ModelAdmin):
    """By their other names people find them, too."""

    list_display = ("name", "other_names")
    search_fields = ("name", "aliases")
    show_full_result_count = False

    @admin.display(description=_("other names"))
    def other_names(self, artist):
        return ", ".join(artist.aliases)


@admin.register(Venue)
class VenueAdmin(ModelAdmin):
    list_display = ("name", "address")
    search_fields = ("name", "address")
    show_full_result_count = False


class HistoryOfEvent(History):
    model = EventMove


class DatesOfEvent(ReadOnlyRows):
    model = EventDate
    fields = ("number", "doors_at", "begins_at", "sale_opens_at", "sale_closes_at", "cancelled_at")
    tab = True


@admin.register(Event)
class EventAdmin(Moves, ReadOnly, ModelAdmin):
    """Its organiser edits it; an administrator makes its moves."""

    loads = ("store",)
    list_display = ("title", "badge", "store", "venue", "tickets_sold", "created_at")
    list_filter = ("status", ("store", AutocompleteSelectFilter))
    list_filter_submit = True
    list_select_related = ("store", "venue")
    search_fields = ("title", "number", "store__name", "artists__name")
    date_hierarchy = "created_at"
    show_full_result_count = False
    inlines = (DatesOfEvent, HistoryOfEvent)
    fields = (
        ("title", "status"),
        ("store", "number"),
        ("venue", "zone"),
        "age_note",
        "description",
        ("allows_transfer", "allows_deposits"),
        ("asks_names", "moving_code_only"),
        ("max_per_order", "max_per_person"),
        ("give_back_until", "give_back_fee_percent"),
    )
    readonly_fields = ("number", "status")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(sold=Count("dates__places__line"))

    @display(description=_("status"), ordering="status", label=STATUS_COLOURS)
    def badge(self, event):
        return event.status, event.get_status_display()

    @admin.display(description=_("tickets sold"), ordering="sold")
    def tickets_sold(self, event):
        return event.sold

    def move_form(self, row, verb, data):
        return RemarkForm(data, row) if verb == "cancel" else MoveForm(data, row)


class HistoryOfTicket(History):
    model = TicketMove


@admin.register(Ticket)
class TicketAdmin(ReadOnly, ModelAdmin):
    list_display = ("code", "badge", "event", "type", "holder_name", "money", "order", "issued_at")
    list_filter = ("status", ("event", AutocompleteSelectFilter))
    list_filter_submit = True
    list_select_related = ("event", "type__category", "order")
    search_fields = ("code", "holder_name", "holder_email", "order__number", "order__email")
    show_full_result_count = False
    inlines = (HistoryOfTicket,)
    money = money_column("price", _("price"), of="order")
    fields = (
        ("code", "status"),
        ("event", "date"),
        ("type", "place"),
        ("order", "money"),
        ("holder_name", "holder_email"),
        ("created_at", "issued_at"),
        ("voided_at", "void_reason"),
    )
    readonly_fields = ("money",)

    @display(description=_("status"), ordering="status", label=TICKET_COLOURS)
    def badge(self, ticket):
        return ticket.status, ticket.get_status_display()


@admin.register(Hold)
class HoldAdmin(ReadOnly, ModelAdmin):
    list_display = ("created_at", "kind", "date", "user", "order", "places_held", "ended_at")
    list_filter = ("kind", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("date__event", "user", "order")
    search_fields = ("order__number", "user__email", "date__number")
    show_full_result_count = False
    fields = ("kind", "date", "user", "order", "created_at", "ended_at")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(held=Count("places"))

    @admin.display(description=_("places"), ordering="held")
    def places_held(self, hold):
        return hold.held


class AdminNewsForm(forms.ModelForm):
    tells_holders = forms.BooleanField(
        label=_("Tell everybody with a ticket, by inbox and mail"),
        required=False,
        widget=UnfoldBooleanWidget,
    )

    def clean(self):
        event = self.cleaned_data.get("event")
        if event and event.status == EventStatus.DRAFT and self.cleaned_data.get("tells_holders"):
            self.add_error("tells_holders", _("The event is a draft: nobody could read this."))
        return self.cleaned_data


@admin.register(EventNews)
class NewsAdmin(ModelAdmin):
    """Administrators write news, too, and choose whether holders are notified, as its organiser does."""

    list_display = ("title", "event", "author", "is_pinned", "views", "at")
    list_filter = ("is_pinned", ("event", AutocompleteSelectFilter))
    list_filter_submit = True
    list_select_related = ("event", "author")
    search_fields = ("title", "event__title")
    show_full_result_count = False
    form = AdminNewsForm
    fields = (
        *("event", "title", "text", "is_pinned", "tells_holders"),
        *(("author", "at"), ("views", "told_since")),
    )
    readonly_fields = ("author", "at", "views", "told_since")
    autocomplete_fields = ("event",)

    @admin.display(description=_("holders told"))
    def told_since(self, news):
        return news.tells_holders_since

    def save_model(self, request, obj, form, change):
        if not change:
            obj.author = request.user
        elif {"title", "text"} & set(form.changed_data):
            obj.changed_at = timezone.now()
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("tells_holders"):
            tell_holders(obj, now=timezone.now())


@admin.register(Wish)
class WishAdmin(ReadOnly, ModelAdmin):
    """Who waits for places of which date, in their turn, and what became of it."""

    list_display = (
        "date",
        "who",
        "quantity",
        "created_at",
        "confirmed_at",
        "offered_until",
        "outcome",
    )
    list_filter = ("outcome", ("offer", admin.EmptyFieldListFilter))
    list_select_related = ("date__event", "user")
    search_fields = ("email", "user__email", "date__number", "date__event__title")
    show_full_result_count = False
    fields = (
        ("date", "quantity"),
        ("user", "email"),
        "categories",
        ("created_at", "confirmed_at"),
        ("offered_until", "ended_at", "outcome"),
    )

    @admin.display(description=pgettext_lazy("waiting list", "Who"))
    def who(self, wish):
        return wish.user or wish.email


class RefundsOfChange(ReadOnlyRows):
    model = LineRefund
    fields = ("line", "pieces", "money", "outcome", "reason", "at")
    readonly_fields = fields
    tab = True
    money = money_column("amount", _("amount"), of="line.order")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("line__order")


@admin.register(DateChange)
class DateChangeAdmin(ReadOnly, ModelAdmin):
    """What was postponed or cancelled, whether holders were notified, and what went back."""

    list_display = ("date", "kind", "by", "at", "told", "refunded")
    list_filter = ("kind",)
    list_select_related = ("date__event", "by")
    search_fields = ("date__number", "date__event__title", "note")
    show_full_result_count = False
    inlines = (RefundsOfChange,)
    fields = (("date", "kind"), ("by", "at"), "note", ("former_begin", "new_begin"))

    @admin.display(description=_("holders told"), boolean=True)
    def told(self, change):
        return change.told_at is not None

    @admin.display(description=_("refunded"), boolean=True)
    def refunded(self, change):
        return change.refunded_at is not None
