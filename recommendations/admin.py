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
from recommendations.report import from_json, table_of


@admin.register(Training)
class TrainingAdmin(ReadOnly, ModelAdmin):
    list_display = ("started_at", "phase", "chosen", "readers", "finished_at", "requests", "tokens")
    list_filter = ("chosen", "phase")
    fields = (
        ("started_at", "moved_at", "finished_at"),
        ("phase", "readers"),
        ("requests", "tokens"),
        "chosen",
        "evaluation",
    )
    readonly_fields = ("evaluation",)
    list_before_template = "admin/recommendations/comparison.html"

    def changelist_view(self, request, extra_context=None):
        context = {"comparison": compare(timezone.now()), **(extra_context or {})}
        return super().changelist_view(request, context)

    @admin.display(description=_("evaluation"))
    def evaluation(self, training: Training) -> Any:
        """In the reader's language: only its numbers are stored."""
        text = table_of(from_json(training.report)) if training.report else "–"
        return format_html('<pre class="evaluation">{}</pre>', text)


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnly, ModelAdmin):
    list_display = ("user", "cell", "rank", "store", "text")
    list_filter = ("reason",)
    list_select_related = ("user", "store__category", "like")
    search_fields = ("user__email", "store__name", "cell")
    show_full_result_count = False
    fields = (("user", "cell"), ("rank", "store"), ("reason", "times", "like"))
