"""A partner's link: counts the visitor, remembers the partner in a cookie, and leads on."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from affiliates.bots import is_program, user_agent
from affiliates.clicks import count_click, visitor_hash
from affiliates.codes import active_code
from affiliates.cookies import Visit, set_visit, source_of
from affiliates.links import destination
from affiliates.models import PartnerCode, Programme
from core.access import anyone
from core.days import day_of
from core.pages import Page
from core.throttle import Limit, TooMany, client_address, count

# Of one address: many people share one. Beyond it a link still leads on, and nothing is stored.
CLICKS = Limit("partner-clicks", times=120, seconds=3600)


class PartnerLink(Page):
    """Unknown and paused codes lead on like any other, without a cookie and without a row."""

    access = anyone

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        found = active_code(code)
        usual = usual_path(found.partner.programme) if found else ""
        response = HttpResponseRedirect(destination(request.GET.get("to", ""), usual))
        if found is not None and not is_program(request) and _counts(request):
            self.remember(response, found)
        return response

    def remember(self, response: HttpResponse, code: PartnerCode) -> None:
        now, programme = timezone.now(), code.partner.programme
        count_click(code, client_address(self.request), user_agent(self.request), now)
        visit = Visit(code.pk, now, **source_of(self.request.GET))
        set_visit(response, programme.store_id, visit, programme.window_days)


def usual_path(programme: Programme) -> str:
    """Where links without a path of their own lead."""
    if programme.start_path:
        return programme.start_path
    try:
        return reverse("stores:store", args=[programme.store.slug])
    except NoReverseMatch:  # a site without pages of stores
        return "/"


def _counts(request: HttpRequest) -> bool:
    """Whether the address is within its limit; the count has no address, only its hash of this day."""
    now = timezone.now()
    try:
        count(CLICKS, visitor_hash(day_of(now), client_address(request), ""), now)
    except TooMany:
        return False
    return True
