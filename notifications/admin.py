"""Read-only inboxes and outbox; mails can be sent again, and broadcasts stopped and resumed."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import display

from core.admin import ReadOnly
from core.notifications import all_kinds, codes_of
from core.reasons import words_of
from jobs.queue import BULK_PRIORITY, enqueue
from notifications import broadcasts
from notifications.models import (
    AdvertisingConsent,
    Broadcast,
    BroadcastState,
    Mail,
    MailState,
    Notice,
)
from notifications.outbox import resend
from notifications.tasks import notify_batch, send_due_mails

BROADCAST_COLOURS = {
    BroadcastState.RUNNING: "warning",
    BroadcastState.FINISHED: "success",
    BroadcastState.STOPPED: "danger",
}
COLOURS = {MailState.QUEUED: "warning", MailState.SENT: "success", MailState.FAILED: "danger"}


class KindFilter(admin.SimpleListFilter):
    """By kind; its variants, which may have the same name, are found with it."""

    title, parameter_name = _("kind"), "kind"

    def lookups(self, request, model_admin):
        kinds = [kind for kind in all_kinds() if not kind.variant_of]
        return [(kind.code, f"{kind.audience.label}: {kind.name}") for kind in kinds]

    def queryset(self, request, queryset):
        code = self.value()
        return queryset.filter(kind__in=codes_of(code)) if code else queryset


class MessageAdmin(ReadOnly, ModelAdmin):
    @admin.display(description=_("title"), ordering="kind")
    def name(self, message):
        return message.name

    @admin.display(description=_("note"))
    def reason(self, message):
        return words_of(message.note)


@admin.register(Mail)
class MailAdmin(MessageAdmin):
    list_display = ("headline", "recipient", "badge", "attempts", "last_error", "next_try_at")
    list_filter = ("state", KindFilter, "language")
    search_fields = ("recipient", "order__number", "subject")
    date_hierarchy = "created_at"
    show_full_result_count = False
    actions = ("send_again",)
    fields = (
        ("subject", "name"),
        "text",
        ("recipient", "language"),
        ("order", "user"),
        "reason",
        ("amount", "currency"),
        ("state", "attempts"),
        "last_error",
        ("created_at", "event_key"),
        ("sent_at", "next_try_at"),
    )
    readonly_fields = ("state", "name", "reason")

    @admin.display(description=_("subject"))
    def headline(self, mail):
        return str(mail)

    @display(description=_("state"), ordering="state", label=COLOURS)
    def badge(self, mail):
        return mail.state, mail.get_state_display()

    @admin.action(description=_("Send again"), permissions=["view"])
    def send_again(self, request, queryset):
        again = resend(queryset)
        enqueue(send_due_mails)
        text = ngettext(
            "%(count)s mail is being sent again.",
            "%(count)s mails are being sent again.",
            again,
        )
        self.message_user(request, text % {"count": again}, messages.SUCCESS)


@admin.register(Notice)
class NoticeAdmin(MessageAdmin):
    list_display = ("name", "order", "user", "created_at", "read_at")
    list_filter = (KindFilter,)
    search_fields = ("user__email", "order__number")
    date_hierarchy = "created_at"
    list_select_related = ("order", "user")
    show_full_result_count = False
    fields = (
        ("name", "order"),
        "text",
        ("user", "link"),
        "reason",
        ("amount", "currency"),
        "event_key",
        ("created_at", "read_at"),
    )
    readonly_fields = ("name", "reason")


@admin.register(Broadcast)
class BroadcastAdmin(ReadOnly, ModelAdmin):
    list_display = ("__str__", "created_at", "badge", "progress", "mailed", "moved_at")
    list_filter = (KindFilter,)
    date_hierarchy = "created_at"
    show_full_result_count = False
    actions = ("stop", "resume")
    fields = (
        ("kind", "created_at"),
        ("state", "progress"),
        ("mailed", "moved_at"),
        ("stopped_at", "finished_at"),
        "titles",
    )
    readonly_fields = ("state", "progress", "titles")

    @display(description=_("state"), label=BROADCAST_COLOURS)
    def badge(self, broadcast):
        return broadcast.state, broadcast.state.label

    @admin.display(description=_("state"))
    def state(self, broadcast):
        return broadcast.state.label

    @admin.display(description=_("notified"))
    def progress(self, broadcast):
        if broadcast.expected is None:
            return "0"
        return f"{broadcast.notified:,} / {broadcast.expected:,}"

    @admin.display(description=_("title"))
    def titles(self, broadcast):
        return " · ".join(words["title"] for words in broadcast.words.values())

    @admin.action(description=_("Stop"), permissions=["view"])
    def stop(self, request, queryset):
        stopped = broadcasts.stop(queryset, timezone.now())
        text = ngettext(
            "%(count)s broadcast is stopped.", "%(count)s broadcasts are stopped.", stopped
        )
        self.message_user(request, text % {"count": stopped}, messages.SUCCESS)

    @admin.action(description=_("Resume"), permissions=["view"])
    def resume(self, request, queryset):
        resumed = broadcasts.resume(queryset)
        for pk in resumed:
            enqueue(notify_batch, pk, priority=BULK_PRIORITY)
        text = ngettext(
            "%(count)s broadcast continues.", "%(count)s broadcasts continue.", len(resumed)
        )
        self.message_user(request, text % {"count": len(resumed)}, messages.SUCCESS)


@admin.register(AdvertisingConsent)
class AdvertisingConsentAdmin(ReadOnly, ModelAdmin):
    """Proof of who agreed to advertising, since when and until when."""

    list_display = ("user", "given_at", "withdrawn_at", "confirm_at", "time_zone")
    search_fields = ("user__email",)
    date_hierarchy = "given_at"
    list_select_related = ("user",)
    show_full_result_count = False
    fields = (("user", "time_zone"), ("given_at", "withdrawn_at"), "confirm_at")
