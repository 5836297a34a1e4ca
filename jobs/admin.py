"""Jobs and schedules in the admin: jobs are read and run again, schedules moved and switched off."""

from django.contrib import admin, messages
from django.utils.html import format_html
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import display

from jobs.models import Job, Schedule, State
from jobs.queue import run_again

COLOURS = {
    State.WAITING: "info",
    State.RUNNING: "warning",
    State.FAILED: "danger",
    State.FINISHED: "success",
}


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = _("state"), "state"

    def lookups(self, request, model_admin):
        return State.choices

    def queryset(self, request, queryset):
        return queryset.in_state(State(self.value())) if self.value() in State.values else queryset


@admin.register(Job)
class JobAdmin(ModelAdmin):
    list_display = ("headline", "badge", "reason", "tries", "last_change")
    list_filter = (StateFilter, "schedule")
    search_fields = ("task", "error")
    list_per_page = 50
    show_full_result_count = False
    actions = ("run_again",)
    fields = (
        ("task", "arguments"),
        ("state", "schedule"),
        ("tries", "priority"),
        ("due", "worker"),
        ("started", "finished"),
        "traceback",
    )
    readonly_fields = ("arguments", "state", "traceback")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_run_permission(self, request):
        return request.user.has_perm("jobs.change_job")

    @admin.display(description=_("job"), ordering="task")
    def headline(self, job):
        return str(job)

    @admin.display(description=_("time"))
    def last_change(self, job):
        """When it ended; if it has not, when it started; if it has not, when it is due."""
        return job.finished or (job.started if job.state == State.RUNNING else job.due)

    @admin.display(description=_("arguments"))
    def arguments(self, job):
        return ", ".join(map(repr, job.args)) or "–"

    @display(description=_("state"), label=COLOURS)
    def badge(self, job):
        return job.state, job.state.label

    @admin.display(description=_("state"))
    def state(self, job):
        return job.state.label

    @admin.display(description=_("error"))
    def reason(self, job):
        """The last line of a traceback, which names the error."""
        return job.error.strip().rpartition("\n")[2][:120] or "–"

    @admin.display(description=_("error"))
    def traceback(self, job):
        return format_html('<pre class="traceback">{}</pre>', job.error) if job.error else "–"

    @admin.action(description=_("Run again"), permissions=["run"])
    def run_again(self, request, queryset):
        count = run_again(queryset)
        text = ngettext("%(count)s job runs again.", "%(count)s jobs run again.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)


@admin.register(Schedule)
class ScheduleAdmin(ModelAdmin):
    list_display = ("title", "badge", "minutes", "next_run", "succeeded")
    actions = ("run_now", "switch_off")
    fields = ("title", ("task", "minutes"), "next_run", "succeeded")
    readonly_fields = ("title", "task", "minutes", "succeeded")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        """Its work would stop unnoticed until the next `migrate`; switch it off instead."""
        return False

    @admin.display(description=_("name"), ordering="name")
    def title(self, schedule):
        return str(schedule)

    @display(description=_("state"), label={"on": "success", "off": "danger"})
    def badge(self, schedule):
        return ("on", _("on")) if schedule.next_run else ("off", _("off"))

    def save_model(self, request, obj, form, change):
        if form.initial.get("next_run") is None:
            obj.since = now()
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Run now"), permissions=["change"])
    def run_now(self, request, queryset):
        queryset.filter(next_run=None).update(since=now())
        queryset.update(next_run=now())

    @admin.action(description=_("Switch off"), permissions=["change"])
    def switch_off(self, request, queryset):
        queryset.update(next_run=None)
