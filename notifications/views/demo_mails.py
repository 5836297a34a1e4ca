"""The mails of the demo; these pages exist in no other installation."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.clickjacking import xframe_options_sameorigin

from core.access import anyone
from core.pages import Page
from notifications import demo_mails

ON_A_PAGE = 20
# A mail may use inline styles, but no scripts and no requests; its links open in the top window.
LETTER = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}


class DemoPage(View):
    def dispatch(self, request, *args, **kwargs):
        if not demo_mails.are_shown():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def mail(self):
        found = demo_mails.find_demo_mail(self.kwargs["name"], self.kwargs["place"])
        if found is None:
            raise Http404
        return found


class DemoMails(Page, DemoPage):
    access = anyone

    def get(self, request):
        page = Paginator(demo_mails.demo_mails(), ON_A_PAGE).get_page(request.GET.get("page"))
        return render(request, "notifications/demo_mails.html", {"page_obj": page})


class OneDemoMail(Page, DemoPage):
    access = anyone

    def get(self, request, name, place):
        return render(request, "notifications/demo_mail.html", {"mail": self.mail()})


@method_decorator([csp_replace(LETTER), xframe_options_sameorigin], name="dispatch")
class DemoMailHtml(Page, DemoPage):
    """The HTML alone, for the frame of the page above."""

    access = anyone

    def get(self, request, name, place):
        to_whole_window = '<head><base target="_top">'
        return HttpResponse(self.mail().html.replace("<head>", to_whole_window, 1))
