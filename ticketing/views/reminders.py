"""Asking to be reminded before the sale of an event opens, confirming that, and stopping it."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.views.opt_in import ConfirmRequest, RequestPage, WithdrawRequest
from ticketing.models import Event
from ticketing.reminders.services import (
    ASKING,
    ReminderRefused,
    ask_as_user,
    ask_by_mail,
    confirm,
    delete_reminder,
    is_waiting,
    reminder_to_confirm,
    reminder_to_stop,
    stop_as_user,
)


class AskReminder(RequestPage):
    limit = ASKING
    template = "ticketing/customer/remind.html"
    refusal = ReminderRefused
    requested = _("You get one mail shortly before the sale opens.")
    withdrawn = _("We will not remind you.")

    @cached_property
    def event(self):
        return get_object_or_404(Event.objects.public(), number=self.kwargs["number"])

    @property
    def back(self):
        return self.event.get_absolute_url()

    def request_as_user(self, now):
        ask_as_user(self.event, self.user, now)

    def request_by_mail(self, email, now):
        ask_by_mail(self.event, email, now)

    def withdraw(self):
        stop_as_user(self.event, self.user)

    def context(self):
        return {"event": self.event, "is_waiting": is_waiting(self.event, self.user)}


class ConfirmReminder(ConfirmRequest):
    template = "ticketing/customer/remind_confirm.html"
    refusal = ReminderRefused
    find = staticmethod(reminder_to_confirm)
    confirm = staticmethod(confirm)
    delete = staticmethod(delete_reminder)

    def back_of(self, found):
        return found.event.get_absolute_url()


class StopReminder(WithdrawRequest):
    template = "ticketing/customer/remind_stop.html"
    read = staticmethod(reminder_to_stop)
    withdraw = staticmethod(delete_reminder)
