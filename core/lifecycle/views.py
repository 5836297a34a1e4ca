"""The one view for every move, by any user who may make it, and what pages say of the result."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from core.actors import Actor
from core.forms import first_error
from core.lifecycle.engine import (
    AlreadyDone,
    MoveForbidden,
    MoveRefused,
    OpenMove,
    move,
    open_moves,
)
from core.lifecycle.forms import MoveForm
from core.redirects import safe_next


class MoveView(View):
    """A GET asks for confirmation and for what the move needs; the POST makes it.

    Subclasses load the row through the user, and say which forms and words it has.
    """

    template_name: str

    def row_and_actor(self) -> tuple[Any, Actor]:
        """The row, or 404, and who makes the move."""
        raise NotImplementedError

    def page_of(self, row: Any) -> str:
        """Where the browser goes afterwards."""
        raise NotImplementedError

    def form_of(self, row: Any, verb: str, data: Any = None) -> MoveForm:
        raise NotImplementedError

    def context(self, row: Any, step: OpenMove) -> Mapping[str, Any]:
        """What the template shows beside `step`, `form` and `cancel_url`."""
        raise NotImplementedError

    def steps_of(self, row: Any, actor: Actor) -> Sequence[OpenMove]:
        return open_moves(row, actor, on_panel=True)

    def name_of(self, row: Any) -> str:
        return str(row)

    def act(self, row: Any, verb: str, actor: Actor, details: Mapping[str, Any]) -> Any:
        """Make the move; returns the history row."""
        return move(row, verb, by=actor, **details)

    def get(self, request: HttpRequest, verb: str, **kwargs: Any) -> HttpResponse:
        row, actor = self.row_and_actor()
        if verb not in row.MOVES:
            raise Http404
        step = self.find_step(row, verb, actor)
        return self.ask(row, step, self.form_of(row, verb)) if step else self.not_open(row)

    def post(self, request: HttpRequest, verb: str, **kwargs: Any) -> HttpResponse:
        row, actor = self.row_and_actor()
        if verb not in row.MOVES:
            raise Http404
        form = self.form_of(row, verb, request.POST)
        if not form.is_valid():
            return self.invalid(row, verb, actor, form)
        self.make(row, verb, actor, form.cleaned_data)
        return self.leave(row)

    def find_step(self, row: Any, verb: str, actor: Actor) -> OpenMove | None:
        return next((step for step in self.steps_of(row, actor) if step.verb == verb), None)

    def make(self, row: Any, verb: str, actor: Actor, details: Mapping[str, Any]) -> None:
        """Make the move, with a message about its result or refusal; raises PermissionDenied."""
        try:
            record = self.act(row, verb, actor, details)
        except MoveForbidden as refusal:
            raise PermissionDenied from refusal
        except MoveRefused as refusal:
            show_refusal(self.request, refusal)
        else:
            messages.success(self.request, f"{self.name_of(row)}: {record.label}")

    def not_open(self, row: Any) -> HttpResponse:
        """The answer where the page of a move is asked for that is not open to the user."""
        return redirect(self.page_of(row))

    def invalid(self, row: Any, verb: str, actor: Actor, form: MoveForm) -> HttpResponse:
        messages.error(self.request, first_error(form))
        return self.leave(row)

    def leave(self, row: Any) -> HttpResponse:
        return redirect(safe_next(self.request, self.page_of(row)))

    def ask(self, row: Any, step: OpenMove, form: MoveForm) -> HttpResponse:
        page = {"step": step, "form": form, "cancel_url": self.page_of(row)}
        return render(self.request, self.template_name, {**page, **self.context(row, step)})


def show_refusal(request: HttpRequest, refusal: MoveRefused) -> None:
    """Say why nothing was done; calmly, where that is because it is done."""
    level = messages.INFO if isinstance(refusal, AlreadyDone) else messages.ERROR
    messages.add_message(request, level, str(refusal))
