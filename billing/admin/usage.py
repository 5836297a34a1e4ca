"""Meters, and usage, which an administrator can reverse with a reason."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views import View
from unfold.admin import ModelAdmin

from billing.models import Meter, UsageEvent
from billing.usage import UsageRefused
from billing.usage import reverse as reverse_usage
from core.admin import ReadOnly, dressed
from core.lifecycle import OpenMove
from core.lifecycle.forms import MoveForm
from core.reasons import words_of
from core.text import VisibleCharField

REVERSE = OpenMove("reverse", pgettext_lazy("usage", "Reverse"), "outline-danger")


class ReversalForm(MoveForm):
    meaning = _("All of it is taken back, and its month rated again with the next bill.")

    reason = VisibleCharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The tenant will read it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@admin.register(Meter)
class MeterAdmin(ModelAdmin):
    """What a meter counts, and how, is decided when it is made: past months would change."""

    list_display = ("code", "name", "unit", "aggregation", "source", "is_active")
    fields = ("code", "name", "unit", "aggregation", "source", "is_active")

    def get_readonly_fields(self, request: HttpRequest, obj: Meter | None = None) -> Any:
        return ("code", "aggregation", "source") if obj else ("source",)

    def has_delete_permission(self, request: HttpRequest, obj: Meter | None = None) -> bool:
        return False


@admin.register(UsageEvent)
class UsageEventAdmin(ReadOnly, ModelAdmin):
    list_display = ("key", "tenant", "meter", "quantity", "at", "received_at", "source")
    list_filter = ("meter", "source")
    list_select_related = ("tenant", "meter")
    search_fields = ("=key", "=tenant__number")
    show_full_result_count = False
    change_form_before_template = "admin/moves.html"
    fields = (
        ("tenant", "meter"),
        ("key", "quantity"),
        ("at", "received_at"),
        ("source", "reverses"),
        "why",
    )

    @admin.display(description=_("reason"))
    def why(self, event: UsageEvent) -> str:
        return words_of(event.reason)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(ReverseUsage.as_view(model_admin=self))
        return [path("<int:pk>/reverse/", view, name=REVERSE_NAME), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        event = self.get_object(request, object_id)
        is_open = event is not None and may_reverse(request.user, event)
        url = reverse(f"admin:{REVERSE_NAME}", args=[object_id]) if is_open else ""
        context = {**(extra_context or {}), "moves": [(REVERSE, url)] if is_open else []}
        return super().change_view(request, object_id, form_url, context)


REVERSE_NAME = "billing_usageevent_reverse"


class ReverseUsage(View):
    model_admin: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("billing.change_usageevent"):
            raise PermissionDenied
        events = UsageEvent.objects.select_related("tenant__clock", "meter")
        self.event = get_object_or_404(events, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(ReversalForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ReversalForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            now = self.event.tenant.time_at(timezone.now())
            reason = form.cleaned_data["reason"]
            reverse_usage(event=self.event, reason=reason, by=request.user, now=now)
        except UsageRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The usage is reversed."))
        return redirect(self.back)

    @property
    def back(self) -> str:
        return reverse("admin:billing_usageevent_change", args=[self.event.pk])

    def page(self, form: ReversalForm, status: int = 200) -> HttpResponse:
        event = self.event
        context = {
            **self.model_admin.admin_site.each_context(self.request),
            "opts": self.model_admin.opts,
            "title": f"{event}: {REVERSE.label}",
            "state": f"{event.tenant} · {event.meter} · {event.quantity}",
            "step": REVERSE,
            "form": dressed(form),
            "cancel_url": self.back,
        }
        return render(self.request, "admin/move.html", context, status=status)


def may_reverse(user: Any, event: UsageEvent) -> bool:
    is_open = event.reverses_id is None and not hasattr(event, "reversal")
    return is_open and user.has_perm("billing.change_usageevent")
