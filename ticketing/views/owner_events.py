"""The events of those who run them: the list, one event, adding, changing, duplicating, its moves."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views import View

from core.lifecycle import MoveRefused, OpenMove, open_moves
from core.lifecycle.forms import MoveForm
from core.lifecycle.views import MoveView
from core.limit_pages import announce_limit, sentence
from core.limits import LimitReached
from core.markdown import to_html
from stores.access import Right, stores_with
from stores.models import Store
from stores.views.owner import ThrottledPhotos
from ticketing.dates.pricing_grid import grid_of
from ticketing.editing import add_event, change_event, duplicate, plan_of_last_date
from ticketing.event_forms import CancelForm, EventForm
from ticketing.models import Artist, Event, Venue, Wish
from ticketing.models.events import MAX_DESCRIPTION_LENGTH
from ticketing.statuses import EventStatus
from ticketing.summaries import DRAFTS, PAST, UPCOMING, events_shown, summaries_of
from ticketing.views.owner_base import EventPage, EventsPage

EVENTS_A_PAGE = 20
PROPOSED_NAMES = 200
TABS = {
    UPCOMING: gettext_lazy("Upcoming"),
    DRAFTS: gettext_lazy("Drafts"),
    PAST: pgettext_lazy("tickets", "Past"),
}
MEANINGS = {
    "announce": gettext_lazy(
        "Readers see it with a countdown, and nothing of it can be bought yet."
    ),
    "publish": gettext_lazy("Readers see it, and buy tickets while each date is on sale."),
    "withdraw": gettext_lazy("Readers do not find it any more until you publish it again."),
}


class EventList(EventsPage, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        now, shown = timezone.now(), request.GET.get("show", UPCOMING)
        stores = list(stores_of(self.user))
        shown = shown if shown in TABS else UPCOMING
        events = events_shown(self.user, shown, now)
        page = Paginator(events, EVENTS_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page_obj": page,
            "summaries": summaries_of(page.object_list, now),
            "tabs": TABS.items(),
            "shown": shown,
            "has_any": page.object_list or Event.objects.run_by(self.user).exists(),
            "stores": stores,
            "organisers": [store for store in stores if store.offers_tickets] or stores,
        }
        return render(request, "ticketing/owner/events.html", context)


class EventManage(EventPage, View):
    def get(self, request: HttpRequest, event: str) -> HttpResponse:
        [summary] = summaries_of([self.event], timezone.now())
        columns, rows = grid_of(self.event)
        context = {
            "summary": summary,
            "steps": open_moves(self.event, self.user),
            "columns": columns,
            "rows": rows,
            "artists": self.event.artists.all(),
            "questions": self.event.questions.count(),
            "news": self.event.news.count(),
            "waiting": Wish.objects.waiting().filter(date__event=self.event).count(),
            "history": self.event.history.select_related("actor"),
        }
        return self.page("event", context)


class EventFormView(ThrottledPhotos, View):
    """Saves, or with `preview` shows the description as readers will see it."""

    def edited(self) -> Event:
        raise NotImplementedError

    def form_of(self, *data: Any) -> EventForm:
        return EventForm(*data, instance=self.edited())

    def save(self, form: EventForm) -> HttpResponse:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        return self.show(self.form_of())

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        if "preview" in request.POST and request.htmx:
            return HttpResponse(
                to_html(request.POST.get("description", "")[:MAX_DESCRIPTION_LENGTH])
            )
        form = self.form_of(request.POST, request.FILES)
        is_valid = form.is_valid()
        if "preview" in request.POST:
            return self.show(
                form, preview=to_html(form.data.get("description", "")[:MAX_DESCRIPTION_LENGTH])
            )
        if is_valid:
            try:
                return self.save(form)
            except MoveRefused as refusal:
                form.add_error(None, str(refusal))
            except LimitReached as refusal:
                form.add_error(None, sentence(request, refusal))
        return self.show(form, status=422)

    def show(self, form: EventForm, status: int = 200, preview: str = "") -> HttpResponse:
        event = form.instance
        is_new = event.pk is None
        context = {
            "form": form,
            "event": None if is_new else Event.objects.get(pk=event.pk),
            "preview": preview or ("" if is_new else to_html(event.description)),
            "venues": Venue.objects.values_list("name", flat=True).distinct()[:PROPOSED_NAMES],
            "names": Artist.objects.values_list("name", flat=True)[:PROPOSED_NAMES],
            "back_url": reverse("ticketing:events")
            if is_new
            else reverse("ticketing:event-manage", args=[event.number]),
        }
        return render(self.request, "ticketing/owner/event_form.html", context, status=status)


class EventAdd(EventsPage, EventFormView):
    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        announce_limit(request, "events", [store.owner_id for store in stores_of(self.user)])
        return super().get(request, **kwargs)

    def edited(self) -> Event:
        return Event()

    def form_of(self, *data: Any) -> EventForm:
        stores = stores_of(self.user)
        if not stores:
            raise Http404
        return EventForm(*data, instance=self.edited(), stores=stores)

    def save(self, form: EventForm) -> HttpResponse:
        store = form.cleaned_data.get("store") or stores_of(self.user)[0]
        event = add_event(Event(store=store), form.values, form.artists, by=self.user)
        messages.success(self.request, _("It is saved as a draft. Add its dates now."))
        return redirect("ticketing:dates-add", event.number)


class EventEdit(EventPage, EventFormView):
    def edited(self) -> Event:
        return self.event

    def save(self, form: EventForm) -> HttpResponse:
        change_event(self.event, form.values, form.artists, by=self.user)
        messages.success(self.request, _("Saved."))
        return self.back()


class ArtistNames(EventsPage, View):
    """Known artists whose name or alias contains what is typed, for the form's proposals."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.htmx:
            return redirect("ticketing:events")
        typed = request.GET.get("artist", "").strip()[:80].replace("\0", "")
        names = Artist.objects.filter(name__icontains=typed).values_list("name", flat=True)
        context = {"names": names[:PROPOSED_NAMES]}
        return render(request, "ticketing/owner/_names.html", context)


class EventDuplicate(EventPage, View):
    def post(self, request: HttpRequest, event: str) -> HttpResponse:
        copy = duplicate(self.event, by=self.user)
        version = plan_of_last_date(self.event)
        messages.success(
            request, _("This is the copy, a draft with the same prices. Add its dates.")
        )
        plan = f"?plan={version.pk}" if version else ""
        return redirect(reverse("ticketing:dates-add", args=[copy.number]) + plan)


class CancelEventForm(MoveForm, CancelForm):
    """Readers of the page say that they have read what happens."""

    def __init__(self, data: Any = None, row: Any = None) -> None:
        forms.Form.__init__(self, data)
        self.row = row

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data.pop("is_read", None)
        return data


class EventMove(EventPage, MoveView):
    template_name = "ticketing/owner/move.html"

    @property
    def works_beyond_limits(self) -> bool:
        return self.kwargs["verb"] in ("withdraw", "cancel")

    def row_and_actor(self) -> tuple[Event, Any]:
        step = Event.MOVES.get(self.kwargs["verb"])
        if step is None or not step.label:
            raise Http404
        return self.event, self.user

    def page_of(self, row: Event) -> str:
        return self.url("event-manage")

    def form_of(self, row: Event, verb: str, data: QueryDict | None = None) -> MoveForm:
        form = CancelEventForm if verb == "cancel" else MoveForm
        return form(data, row)

    def invalid(self, row: Event, verb: str, actor: Any, form: MoveForm) -> HttpResponse:
        step = self.find_step(row, verb, actor)
        if step is None:
            return super().invalid(row, verb, actor, form)
        page = {"step": step, "form": form, "cancel_url": self.page_of(row)}
        context = {**page, **self.context(row, step)}
        return render(self.request, self.template_name, context, status=422)

    def context(self, row: Event, step: OpenMove) -> dict[str, Any]:
        [summary] = summaries_of([row], timezone.now())
        return {
            "event": row,
            "meaning": MEANINGS.get(step.verb, ""),
            "sold": summary.sold,
            "is_cancelling": Event.MOVES[step.verb].target == EventStatus.CANCELLED,
        }


def stores_of(user: Any) -> list[Store]:
    """Where the user runs events."""
    rows = Store.objects.filter(pk__in=stores_with(user, Right.RUN_EVENTS), archived_at=None)
    return list(rows.order_by("name", "pk"))
