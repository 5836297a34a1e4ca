"""The outbox and the inboxes in the admin: read-only, but mails can be sent again."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import display

from core.admin import ReadOnly
from core.reasons import words_of
from jobs.queue import enqueue
from notifications.kinds import KINDS
from notifications.models import Mail, MailState, Notice
from notifications.outbox import resend
from notifications.tasks import send_due_mails

COLOURS = {MailState.QUEUED: "warning", MailState.SENT: "success", MailState.FAILED: "danger"}


class KindFilter(admin.SimpleListFilter):
    title, parameter_name = _("kind"), "kind"

    def lookups(self, request, model_admin):
        return [(kind.code, f"{kind.to.label}: {kind.title}") for kind in KINDS]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


class MessageAdmin(ReadOnly, ModelAdmin):
    @admin.display(description=_("kind"), ordering="kind")
    def title(self, message):
        return message.title

    @admin.display(description=_("note"))
    def reason(self, message):
        return words_of(message.note)


@admin.register(Mail)
class MailAdmin(MessageAdmin):
    list_display = ("headline", "recipient", "badge", "attempts", "last_error", "next_try_at")
    list_filter = ("state", KindFilter, "language")
    search_fields = ("recipient", "order__number", "subject")
    date_hierarchy = "created_at"
    list_select_related = ("order__store",)
    show_full_result_count = False
    actions = ("send_again",)
    fields = (
        ("subject", "title"),
        ("recipient", "language"),
        ("order", "user"),
        "reason",
        ("amount", "currency"),
        ("state", "attempts"),
        "last_error",
        ("created_at", "event_key"),
        ("sent_at", "next_try_at"),
    )
    readonly_fields = ("state", "title", "reason")

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
    list_display = ("title", "order", "user", "created_at", "read_at")
    list_filter = (KindFilter,)
    search_fields = ("user__email", "order__number")
    date_hierarchy = "created_at"
    list_select_related = ("order", "user")
    show_full_result_count = False
    fields = (
        ("title", "order"),
        "user",
        "reason",
        ("amount", "currency"),
        "event_key",
        ("created_at", "read_at"),
    )
    readonly_fields = ("title", "reason")
