"""Asking to be reminded before the sale of an event opens, confirming that, and stopping it."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from core.access import anyone
from core.actors import user_of
from core.pages import Page, ThrottledPosts
from ticketing.models import Event
from ticketing.reminders import (
    ASKING,
    ReminderRefused,
    ask_as_user,
    ask_by_mail,
    confirm,
    delete_reminder,
    is_waiting,
    may_ask_at_once,
    reminder_to_confirm,
    reminder_to_stop,
    stop_as_user,
)


class EmailForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)


class AskReminder(Page, ThrottledPosts, View):
    """One press with a verified mailbox; others write their e-mail, and confirm by its mail."""

    access = anyone
    limit = ASKING

    def is_counted(self, request):
        """Not the press that leads to the form."""
        return super().is_counted(request) and ("email" in request.POST or bool(self.user))

    @cached_property
    def user(self):
        return user_of(self.request.user)

    @cached_property
    def event(self):
        return get_object_or_404(Event.objects.public(), number=self.kwargs["number"])

    def get(self, request, number):
        return self.show(EmailForm(initial={"email": self.user.email if self.user else ""}))

    def post(self, request, number):
        form = EmailForm(request.POST)
        try:
            return self.ask(request, form)
        except ReminderRefused as refusal:
            messages.info(request, str(refusal))
            return redirect(self.event)

    def ask(self, request, form):
        if may_ask_at_once(self.user):
            return self.press(request)
        if "email" not in request.POST:
            return self.get(request, self.kwargs["number"])
        if not form.is_valid():
            return self.show(form, status=422)
        ask_by_mail(self.event, form.cleaned_data["email"], timezone.now())
        return self.show(form, asked=form.cleaned_data["email"])

    def press(self, request):
        if "stop" in request.POST:
            stop_as_user(self.event, self.user)
            messages.success(request, _("We will not remind you."))
        else:
            ask_as_user(self.event, self.user, timezone.now())
            messages.success(request, _("You get one mail shortly before the sale opens."))
        return redirect(self.event)

    def show(self, form, asked="", status=200):
        context = {
            "event": self.event,
            "form": form,
            "asked": asked,
            "by_press": may_ask_at_once(self.user),
            "is_waiting": is_waiting(self.event, self.user),
        }
        return render(self.request, "ticketing/customer/remind.html", context, status=status)


class ConfirmReminder(Page, View):
    """The page of the link in the mail. GET shows a button, since mail scanners follow links."""

    access = anyone

    def get(self, request, key):
        return self.show(reminder_to_confirm(key))

    def post(self, request, key):
        found = reminder_to_confirm(key)
        if found is None:
            return self.show(None)
        try:
            confirm(found, timezone.now())
        except ReminderRefused as refusal:
            delete_reminder(found.pk)
            messages.info(request, str(refusal))
            return redirect(found.event)
        return self.show(found, done=True)

    def show(self, found, done=False):
        """A link that is forged, too old or used up gets the same page."""
        context = {"found": found, "done": done or bool(found and found.confirmed_at)}
        status = 200 if found else 404
        return render(
            self.request, "ticketing/customer/remind_confirm.html", context, status=status
        )


@method_decorator(csrf_exempt, name="dispatch")
class StopReminder(Page, View):
    """GET shows a button; mail providers post here for their users, without cookies (RFC 8058).

    The signed key is the proof, and it permits nothing but to delete that reminder.
    """

    access = anyone

    def get(self, request, key):
        return self.show(key, done=False)

    def post(self, request, key):
        found = reminder_to_stop(key)
        if found:
            delete_reminder(found)
        return self.show(key, done=True)

    def show(self, key, *, done):
        if reminder_to_stop(key) is None:
            raise Http404
        return render(self.request, "ticketing/customer/remind_stop.html", {"done": done})
