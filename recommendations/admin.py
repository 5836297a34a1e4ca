"""The trainings, with the evaluation that chose the list in use; and what readers are shown."""

from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from core.admin import ReadOnly
from recommendations.comparison import compare
from recommendations.models import Recommendation, Training
from recommendations.report import facts_of, from_json, sentence_of, tables_of


@admin.register(Training)
class TrainingAdmin(ReadOnly, ModelAdmin):
    list_display = ("started_at", "phase", "chosen", "readers", "finished_at", "requests", "tokens")
    list_filter = ("chosen", "phase")
    fields = (
        ("started_at", "moved_at", "finished_at"),
        ("phase", "readers"),
        ("requests", "tokens"),
        ("chosen", "because"),
        "evaluation",
    )
    readonly_fields = ("because", "evaluation")
    list_before_template = "admin/recommendations/comparison.html"

    def changelist_view(self, request, extra_context=None):
        context = {"panel": {"data": compare(timezone.now())}, **(extra_context or {})}
        return super().changelist_view(request, context)

    @admin.display(description=_("evaluation"))
    def evaluation(self, training: Training) -> Any:
        """In the reader's language: only its numbers are stored."""
        if not training.report:
            return "–"
        evaluation = from_json(training.report)
        page = '<p>{}</p><pre class="evaluation">{}</pre>'
        return format_html(page, facts_of(evaluation), tables_of(evaluation))

    @admin.display(description=_("why"))
    def because(self, training: Training) -> str:
        if not training.report:
            return "–"
        evaluation = from_json(training.report)
        return sentence_of(evaluation.winner, evaluation.explanation)


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnly, ModelAdmin):
    list_display = ("user", "cell", "rank", "store", "shown_reason")
    list_filter = ("reason",)
    list_select_related = ("user", "store__category", "like")
    search_fields = ("user__email", "store__name", "cell")
    show_full_result_count = False
    fields = (("user", "cell"), ("rank", "store"), ("reason", "times", "like"))

    @admin.display(description=_("reason"))
    def shown_reason(self, recommendation: Recommendation) -> str:
        return recommendation.text
