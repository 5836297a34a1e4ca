from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User
from core.access import anyone
from core.pages import Page
from notifications.unsubscribing import LinkRefused, read_link


@method_decorator(csrf_exempt, name="dispatch")
class Unsubscribe(Page, View):
    """GET shows a button, since mail scanners follow links; POST ends one kind, or all advertising.

    Mail providers post here for their users, without cookies (RFC 8058): the signed key is the proof,
    and it permits nothing else.
    """

    access = anyone

    def get(self, request, key):
        return self.page(self.subscription(key), done=False)

    def post(self, request, key):
        subscription = self.subscription(key)
        user = get_object_or_404(User, pk=subscription.user_id)
        subscription.end(user, timezone.now())
        return self.page(subscription, done=True)

    def subscription(self, key):
        try:
            return read_link(key)
        except LinkRefused as refusal:
            raise Http404 from refusal

    def page(self, subscription, done):
        context = {"subscription": subscription, "kind": subscription.kind, "done": done}
        return render(self.request, "notifications/unsubscribe.html", context)
