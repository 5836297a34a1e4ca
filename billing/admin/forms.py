"""Forms of the admin; they validate only."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from billing.contracts import objection_to_contract
from billing.models import BillingPlanVersion, SubscriptionChange
from billing.plans.version_data import features_problem, limits_problem, rates_problem
from billing.plans.versions import objection_to_version
from core.currencies import currency_choices


class VersionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new version of a plan."""

    currency = forms.ChoiceField(
        choices=currency_choices, label=_("currency"), widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = BillingPlanVersion
        fields = ("plan", "currency", "base", "trial_days", "rates", "limits", "features")
        help_texts = {
            "rates": '{"orders": {"included": 300, "tiers": [{"price": "60", "up_to": 9}, {"price": "40"}]}}',
            "limits": '{"stores": 3, "staff": 10}',
            "features": '["campaigns", "events", "pages"]',
        }

    def clean_rates(self) -> Any:
        return _refuse(self.cleaned_data["rates"] or {}, rates_problem)

    def clean_limits(self) -> Any:
        return _refuse(self.cleaned_data["limits"] or {}, limits_problem)

    def clean_features(self) -> Any:
        return _refuse(self.cleaned_data["features"] or [], features_problem)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            problem = objection_to_version(
                *(data["plan"], data["currency"], data["base"], data["trial_days"]),
                *(data["rates"], data["limits"]),
            )
            if problem:
                raise ValidationError(problem)
        return data


class ContractForm(forms.ModelForm):  # type: ignore[type-arg]
    """A contract of one tenant, from a day on."""

    class Meta:
        model = SubscriptionChange
        fields = ("version", "day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if version := self.fields.get("version"):  # there is none where a change is only read
            version.queryset = contract_versions()  # type: ignore[attr-defined]
            version.required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            problem = objection_to_contract(data["version"], data["day"], timezone.now())
            if problem:
                self.add_error("day", problem)
        return data


def contract_versions() -> QuerySet[BillingPlanVersion]:
    versions = BillingPlanVersion.objects.filter(plan__tenant__isnull=False)
    return versions.select_related("plan__tenant__clock")


def _refuse(value: Any, problem_of: Any) -> Any:
    problem = problem_of(value)
    if problem:
        raise ValidationError(problem)
    return value
