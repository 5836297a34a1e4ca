"""Building blocks for the admin pages of several apps."""

from operator import attrgetter

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultiple,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from core.lifecycle import move, open_moves
from core.lifecycle.views import MoveView
from core.money import format_money
from core.reasons import words_of

# The admin's widgets, by those of the moves' forms on the site.
WIDGETS = {
    forms.NumberInput: UnfoldAdminIntegerFieldWidget,
    forms.Textarea: UnfoldAdminTextareaWidget,
    forms.TextInput: UnfoldAdminTextareaWidget,
    forms.RadioSelect: UnfoldAdminRadioSelectWidget,
    forms.Select: UnfoldAdminSelectWidget,
    forms.CheckboxSelectMultiple: UnfoldAdminCheckboxSelectMultiple,
}


def money_column(field, label, of=""):
    """A column that shows a formatted amount, in the currency of the row at the path `of`."""
    currency_of = attrgetter(f"{of}.currency" if of else "currency")

    @admin.display(description=label, ordering=field)
    def column(self, row):
        return format_money(getattr(row, field), currency_of(row))

    return column


class ReadOnly:
    """For everyone with the permission to view; no one may add, change or delete."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyRows(ReadOnly, TabularInline):
    extra = 0

    def get_readonly_fields(self, request, obj=None):
        return self.fields


class History(ReadOnlyRows):
    """The history of a row, with labels rather than codes."""

    fields = ("at", "step", "before", "after", "who", "reason")
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("actor")

    @admin.display(description=_("step"))
    def step(self, row):
        """The verb's own label, or that of the status it led to."""
        return getattr(row, "label", "") or self.after(row)

    @admin.display(description=_("from"))
    def before(self, row):
        return self._status(row.source)

    @admin.display(description=_("to"))
    def after(self, row):
        return self._status(row.target)

    @admin.display(description=_("by"))
    def who(self, row):
        return row.who

    @admin.display(description=_("note"))
    def reason(self, row):
        return words_of(row.note)

    def _status(self, value):
        choices = dict(self.parent_model._meta.get_field("status").choices)
        return choices.get(value, value)


class Moves:
    """Mixed into the ModelAdmin of rows with a lifecycle: each move has a confirmation page.

    Requires the change permission, even for moves on the user's own rows.
    """

    change_form_before_template = "admin/moves.html"
    loads: tuple[str, ...] = ()  # related objects that the pages of moves show

    def move_form(self, row, verb, data):
        """The unbound or bound form of the verb's details."""
        raise NotImplementedError

    def state_of(self, row):
        """The row's state before the move, as text."""
        return row.get_status_display()

    def make_move(self, row, verb, by, details):
        """Make the move with the form's data; returns the history row."""
        return move(row, verb, by=by, **details)

    @property
    def move_name(self):
        return f"{self.opts.app_label}_{self.opts.model_name}_move"

    def get_urls(self):
        view = self.admin_site.admin_view(AdminMoveView.as_view(model_admin=self))
        return [path("<int:pk>/move/<str:verb>/", view, name=self.move_name), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, object_id)
        steps = self.moves_of(row, request.user) if row else []
        moves = [(step, self.url_of_move(row, step)) for step in steps]
        context = {**(extra_context or {}), "moves": moves}
        return super().change_view(request, object_id, form_url, context)

    def may_move(self, user):
        return user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def moves_of(self, row, user):
        return open_moves(row, user, on_panel=True) if self.may_move(user) else []

    def url_of_move(self, row, step):
        return reverse(f"admin:{self.move_name}", args=[row.pk, step.verb])

    def url_of(self, row):
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[row.pk])


class AdminMoveView(MoveView):
    """The page of a move for a user of the admin: its URL is one of `model_admin`, whose mixin is Moves."""

    model_admin = None
    template_name = "admin/move.html"

    def row_and_actor(self):
        if not self.model_admin.may_move(self.request.user):
            raise PermissionDenied
        rows = self.model_admin.model.objects.select_related(*self.model_admin.loads)
        return get_object_or_404(rows, pk=self.kwargs["pk"]), self.request.user

    def page_of(self, row):
        return self.model_admin.url_of(row)

    def form_of(self, row, verb, data=None):
        return dressed(self.model_admin.move_form(row, verb, data))

    def steps_of(self, row, actor):
        return self.model_admin.moves_of(row, actor)

    def act(self, row, verb, actor, details):
        return self.model_admin.make_move(row, verb, actor, details)

    def not_open(self, row):
        messages.error(self.request, gettext("This step cannot be taken now."))
        return super().not_open(row)

    def invalid(self, row, verb, actor, form):
        """The page again, with the error beside its field."""
        step = self.find_step(row, verb, actor)
        return self.ask(row, step, form) if step else self.not_open(row)

    def context(self, row, step):
        return {
            **self.model_admin.admin_site.each_context(self.request),
            "opts": self.model_admin.opts,
            "title": f"{row}: {step.label}",
            "state": self.model_admin.state_of(row),
        }


def dressed(form):
    """The form with the admin's widgets."""
    for field in form.fields.values():
        attributes, field.widget = (
            field.widget.attrs,
            WIDGETS.get(type(field.widget), type(field.widget))(),
        )
        field.widget.attrs.update(attributes)
        if hasattr(field, "choices"):
            field.widget.choices = field.choices
    return form
