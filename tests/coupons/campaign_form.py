"""What the form of a campaign sends."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone


def written(days):
    return timezone.localtime(timezone.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def filled(**changes):
    """A valid form: 3,000 off ten coupons, valid for thirty days."""
    usual = {
        "title": "Noodle days",
        "benefit": "amount",
        "amount": "3,000",
        "applies_to": "anything",
        "total": "10",
        "per_customer": "1",
        "audience": "everybody",
        "opens_at": written(1),
        "validity": "days",
        "valid_days": "30",
    }
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def edit_url(campaign):
    return reverse("coupons:edit", args=[campaign.store.slug, campaign.number])


def refilled(owner, campaign, **changes):
    """What a browser sends for the edit page, with changes."""
    page = owner.get(edit_url(campaign))
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    shown = {
        name: field.widget.format_value(values[name])
        if getattr(field.widget, "input_type", "") == "datetime-local"
        else values[name]
        for name, field in form.fields.items()
    }
    sent = {name: value for name, value in shown.items() if value not in (None, False)}
    return {**sent, "seen": page.context["seen"], **changes}
