"""A user's inbox, and the bell in the header with the number of unread notices."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View

from core.access import anyone, signed_in
from core.pages import OpenList, Page
from core.redirects import is_page
from live.pages import person_topic
from notifications.models import Notice
from notifications.old_words import add_words
from notifications.queries import count_unread
from notifications.services import read_all_notices, read_notice


class Inbox(Page, OpenList):
    """The page, or for htmx its list; 204 if nothing changed."""

    access = signed_in
    template_name = "notifications/inbox.html"
    context_object_name = "notices"
    paginate_by = 20

    def get_queryset(self):
        return Notice.objects.filter(user=self.request.user)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        rows = list(context["notices"])
        add_words(rows)
        unread = sum(row.read_at is None for row in rows)
        newest = rows[0].pk if rows else 0
        seen = f"{newest}-{unread}-{context['paginator'].count}"
        return {
            **context,
            "notices": rows,
            "topic": person_topic(self.request.user.pk),
            "seen": seen,
        }

    def render_to_response(self, context, **kwargs):
        if not self.request.htmx:
            return super().render_to_response(context, **kwargs)
        if self.request.GET.get("seen") == context["seen"]:
            return HttpResponse(status=204)
        return render(self.request, "notifications/_notices.html", context)


class Bell(Page, View):
    """The header's bell, if its number changed; 204 for a user who signed out in another tab.

    A fragment for htmx only: other requests are redirected to the inbox.
    """

    access = anyone

    def get(self, request):
        if not request.htmx:
            return redirect("notifications:inbox")
        if not request.user.is_authenticated:
            return HttpResponse(status=204)
        unread = count_unread(request.user)
        if request.GET.get("seen") == str(unread):
            return HttpResponse(status=204)
        return render(request, "notifications/_bell.html", {"unread_count": unread})


class Follow(Page, View):
    """Marks a notice as read and redirects to the page where its recipient can act."""

    access = signed_in

    def get(self, request, pk):
        notice = get_object_or_404(Notice, user=request.user, pk=pk)
        add_words([notice])
        read_notice(notice, timezone.now())
        return redirect(notice.link if is_page(notice.link) else "notifications:inbox")


class ReadAll(Page, View):
    access = signed_in

    def post(self, request):
        read_all_notices(request.user, timezone.now())
        return redirect("notifications:inbox")
