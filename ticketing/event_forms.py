"""Forms of the organiser's pages of an event and its dates. Times are typed in the event's zone.

The pages activate that zone (ticketing.views.owner_base), so that Django's own fields read and show it.
"""

from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.long_select import LongSelect
from core.moment_input import DayInput, MomentInput
from core.text import VisibleCharField
from stores.forms.fields import PhotoField
from stores.models import Store
from ticketing.dates.edits import Evenings, has_tickets
from ticketing.editing import EVENT_FIELDS, venue_named
from ticketing.models import Event, EventDate, PlanVersion
from ticketing.plans.services import plans_of

EVENINGS = 6  # dates that are added at once
MAX_ARTISTS = 30
NAME_LENGTH, ADDRESS_LENGTH = 80, 300
ZONES = [
    (name, name)
    for name in sorted(available_timezones())
    if "/" in name and not name.startswith(("Etc/", "posix"))
]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MAX_AHEAD = 3650 * DAY


def moment_field(label: Any, **options: Any) -> MomentInput:
    return MomentInput(label=label, **{"required": False, **options})


class EventForm(forms.ModelForm):
    """`values` and `artists` are for ticketing.editing."""

    poster = PhotoField(label=gettext_lazy("Poster"))
    venue_name = VisibleCharField(
        label=gettext_lazy("Venue"), required=False, max_length=NAME_LENGTH
    )
    venue_address = VisibleCharField(
        label=gettext_lazy("Address of the venue"),
        required=False,
        max_length=ADDRESS_LENGTH,
        help_text=gettext_lazy("Of a venue that is known already it may be left empty."),
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        # A function: a list of 500 would be copied for each form.
        choices=lambda: ZONES,
        widget=LongSelect,
        help_text=gettext_lazy("All times of the event are in this zone."),
    )

    class Meta:
        model = Event
        fields = [name for name in EVENT_FIELDS if name != "venue"]
        widgets = {"description": forms.Textarea(attrs={"rows": 8})}
        labels = {
            "max_per_order": gettext_lazy("Tickets in an order, at most"),
            "max_per_person": gettext_lazy("Tickets of a person, at most"),
            "give_back_until": gettext_lazy("Tickets may be given back until so many hours before"),
            "give_back_fee_percent": gettext_lazy("Fee for giving back, in percent"),
        }
        help_texts = {
            "description": gettext_lazy("Markdown: **bold**, *light*, lists and links."),
            "age_note": gettext_lazy("Such as “From 12 years”."),
            "asks_names": gettext_lazy("Each ticket has the name of its holder."),
            "moving_code_only": gettext_lazy(
                "Printed tickets and screenshots do not let in: only the code on the phone, which changes."
            ),
            "max_per_person": gettext_lazy("Over all orders. Left empty, there is no limit."),
            "give_back_until": gettext_lazy("Left empty, they cannot be given back."),
        }

    def __init__(self, *args: Any, stores: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        venue = self.instance.venue if self.instance.venue_id else None
        if venue and not self.is_bound:
            self.initial["venue_name"] = venue.name
            self.initial["venue_address"] = venue.address
        self.fields["venue_name"].widget.attrs["list"] = "venues"
        if stores is not None and len(stores) > 1:
            self.fields["store"] = forms.ModelChoiceField(
                Store.objects.filter(pk__in=[store.pk for store in stores]),
                label=gettext_lazy("Organiser"),
                empty_label=None,
            )
        if not self.is_bound:
            self.artists = (
                [each.name for each in self.instance.artists.all()] if self.instance.pk else []
            )
        else:
            names = self.data.getlist("artist") if hasattr(self.data, "getlist") else []
            self.artists = [name.strip() for name in names if name.strip()]

    @property
    def artist_rows(self) -> list[str]:
        """Those that are typed, and empty ones for more."""
        return [*self.artists, "", ""][: MAX_ARTISTS + 2]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if len(self.artists) > MAX_ARTISTS:
            self.add_error(
                None, _("An event has at most %(most)s artists.") % {"most": MAX_ARTISTS}
            )
        if any(len(name) > NAME_LENGTH or "\0" in name for name in self.artists):
            self.add_error(None, _("The name of an artist has at most 80 characters."))
        order, person = data.get("max_per_order"), data.get("max_per_person")
        if order and person and person < order:
            sentence = _("At least as many as in one order, or none.")
            self.add_error("max_per_person", sentence)
        if data.get("venue_address") and not data.get("venue_name"):
            self.add_error("venue_name", _("Please name the venue."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        values = {name: data[name] for name in EVENT_FIELDS if name in data}
        values["poster"] = values["poster"] or ""
        values["venue"] = venue_named(data["venue_name"], data["venue_address"])
        return values


class PlanChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.plan.name)


def plan_field(store: Store, present: PlanVersion | None = None) -> PlanChoice:
    """The newest version of each of the store's plans, and the present one of a date."""
    newest = [
        version.pk
        for plan in plans_of(store).prefetch_related("versions")
        if (version := max(plan.versions.all(), key=lambda each: each.number, default=None))
    ]
    shown = [*newest, present.pk] if present else newest
    return PlanChoice(
        PlanVersion.objects.filter(pk__in=shown).select_related("plan").order_by("plan__name"),
        label=gettext_lazy("Seating plan"),
        required=False,
        empty_label=gettext_lazy("None: places without numbers only"),
    )


class DatesForm(forms.Form):
    """Several dates at once."""

    doors_before = forms.IntegerField(
        label=gettext_lazy("Doors open, minutes before"),
        required=False,
        min_value=0,
        max_value=24 * 60,
    )
    sale_opens_at = moment_field(
        gettext_lazy("On sale from"),
        help_text=gettext_lazy("Left empty, as soon as it is published."),
    )
    closes_before = forms.IntegerField(
        label=gettext_lazy("Sale ends, hours before"),
        required=False,
        min_value=0,
        max_value=24 * 365,
        help_text=gettext_lazy("Left empty, when it begins."),
    )

    def __init__(self, *args: Any, store: Store, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        for number in range(EVENINGS):
            label = _("Date %(number)s begins") % {"number": number + 1}
            self.fields[f"begins_{number}"] = moment_field(label, required=not number)
        self.fields["plan_version"] = plan_field(store)
        self.order_fields([f"begins_{number}" for number in range(EVENINGS)])

    @property
    def plans(self) -> QuerySet[PlanVersion]:
        plans = cast(PlanChoice, self.fields["plan_version"]).queryset
        assert plans is not None  # plan_field gives them
        return plans

    @property
    def evening_fields(self) -> list[Any]:
        return [self[f"begins_{number}"] for number in range(EVENINGS)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        begun = [f"begins_{number}" for number in range(EVENINGS) if data.get(f"begins_{number}")]
        for name in begun:
            if not self.now < data[name] < self.now + MAX_AHEAD:
                self.add_error(name, _("Choose a time to come, within ten years."))
        moments = [data[name] for name in begun if name in data]
        if len(set(moments)) < len(moments):
            self.add_error(begun[-1], _("Two dates begin at the same time."))
        closes = timedelta(hours=data.get("closes_before") or 0)
        opens = data.get("sale_opens_at")
        if opens and moments and opens >= min(moments) - closes:
            self.add_error("sale_opens_at", _("The sale would end before it begins."))
        return data

    @property
    def evenings(self) -> Evenings:
        data = self.cleaned_data
        doors, closes = data["doors_before"], data["closes_before"]
        return Evenings(
            [data[f"begins_{n}"] for n in range(EVENINGS) if data[f"begins_{n}"]],
            None if doors is None else timedelta(minutes=doors),
            None if closes is None else closes * HOUR,
            data["sale_opens_at"],
            data["plan_version"],
        )


class DateForm(forms.ModelForm):
    begins_at = moment_field(gettext_lazy("Begins"), required=True)
    doors_at = moment_field(gettext_lazy("Doors open"))
    sale_opens_at = moment_field(gettext_lazy("On sale from"))
    sale_closes_at = moment_field(
        gettext_lazy("On sale until"), help_text=gettext_lazy("Left empty, when it begins.")
    )

    class Meta:
        model = EventDate
        fields = ("begins_at", "doors_at", "sale_opens_at", "sale_closes_at", "plan_version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        date = self.instance
        self.fields["plan_version"] = plan_field(date.event.store, date.plan_version)
        if has_tickets(date):
            self.fields["begins_at"].disabled = True
            self.fields["begins_at"].help_text = _(
                "Tickets were ordered: postpone the date to change this."
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        begins, doors = data.get("begins_at"), data.get("doors_at")
        opens, closes = data.get("sale_opens_at"), data.get("sale_closes_at")
        if begins and doors and doors > begins:
            self.add_error("doors_at", _("Doors open before it begins."))
        if opens and closes and opens >= closes:
            self.add_error("sale_closes_at", _("The sale would end before it begins."))
        elif begins and opens and not closes and opens >= begins:
            self.add_error("sale_opens_at", _("The sale would end before it begins."))
        return data


class PostponeForm(forms.Form):
    begins_at = moment_field(gettext_lazy("New beginning"), required=True)
    returnable_until = DayInput(
        label=gettext_lazy("Tickets may be returned until the end of"),
        required=False,
        help_text=gettext_lazy("Whatever the event's rules for giving back are."),
    )
    note = VisibleCharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Everybody with a ticket reads it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class CancelForm(forms.Form):
    note = VisibleCharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("Everybody with a ticket reads it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_read = forms.BooleanField(
        label=gettext_lazy("I have read what happens, and that it cannot be undone.")
    )
