"""The form of a campaign: what is saved, what is refused with which sentence, the preview."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from coupons.campaigns import edit_version
from coupons.models import Campaign, Terms
from tests.coupons.campaign_form import edit_url, filled, written
from tests.factories import ProductFactory, StoreFactory

SEOUL = ZoneInfo("Asia/Seoul")


def test_a_new_coupon_is_saved_as_a_draft(owner, store, add_url):
    answer = owner.post(add_url, filled(minimum="15,000원"))

    campaign = Campaign.objects.get()
    assert answer.url == reverse("coupons:manage", args=[store.slug, campaign.number])
    assert (campaign.status, campaign.store, campaign.currency) == ("draft", store, "KRW")
    assert (campaign.total, campaign.issued, campaign.closes_at) == (10, 0, None)
    terms = campaign.terms
    assert (terms.amount, terms.minimum, terms.valid_days) == (3000, 15000, 30)
    assert terms.version == 1


def test_times_are_in_the_time_zone_of_the_site(owner, add_url):
    year = timezone.now().year + 1

    owner.post(add_url, filled(opens_at=f"{year}-05-01T09:30"))

    assert Campaign.objects.get().opens_at == datetime(year, 5, 1, 9, 30, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"benefit": "percent", "percent": "20", "cap": "5000"}, ("percent", None, 20, 5000)),
        ({"benefit": "piece", "percent": "20"}, ("piece", None, None, None)),
        ({"benefit": "delivery"}, ("delivery", None, None, None)),
        ({"percent": "nonsense", "cap": "-1"}, ("amount", 3000, None, None)),
    ],
)
def test_only_what_applies_is_checked_and_saved(owner, add_url, fields, expected):
    owner.post(add_url, filled(**fields))

    terms = Terms.objects.get()
    assert (terms.benefit, terms.amount, terms.percent, terms.cap) == expected


def test_all_other_choices_are_saved(owner, noodles, add_url):
    until = written(30)
    more = {"audience": "code", "secret_code": "Noodle 7", "closes_at": written(20)}
    owner.post(
        add_url,
        filled(
            applies_to="some",
            products=[noodles.pk],
            sections=[noodles.section_id],
            **{"validity": "until", "valid_until": until, "first_order_only": "on", **more},
            budget="1,000,000",
            per_customer="3",
        ),
    )

    campaign = Campaign.objects.get()
    terms = campaign.terms
    assert (terms.product_ids, terms.section_ids) == ([noodles.pk], [noodles.section_id])
    assert (terms.valid_days, terms.first_order_only) == (None, True)
    assert timezone.localtime(terms.valid_until).strftime("%Y-%m-%dT%H:%M") == until
    assert (campaign.secret_code, campaign.budget) == ("Noodle 7", 1_000_000)
    assert campaign.per_customer == 3


@pytest.mark.parametrize(
    ("field", "sentence", "changes"),
    [
        ("title", "This field is required.", {"title": ""}),
        ("title", "at most 60 characters", {"title": "x" * 10_000}),
        ("title", "This field is required.", {"title": "\u3164"}),
        ("benefit", "is not one of the available choices", {"benefit": "gold"}),
        ("amount", "Write the amount.", {"amount": ""}),
        ("amount", "above zero", {"amount": "0"}),
        ("amount", "above zero", {"amount": "-5"}),
        ("amount", "such as ₩12,500", {"amount": "<script>alert(1)</script>"}),
        ("amount", "no smaller coins", {"amount": "10.5"}),
        ("amount", "at most", {"amount": "9" * 12}),
        ("percent", "from 1 to 100", {"benefit": "percent", "percent": "0"}),
        ("percent", "from 1 to 100", {"benefit": "percent", "percent": "101"}),
        ("percent", "from 1 to 100", {"benefit": "percent", "percent": "x" * 10_000}),
        ("percent", "Write the percentage.", {"benefit": "percent"}),
        ("cap", "above zero", {"benefit": "percent", "percent": "10", "cap": "0"}),
        ("minimum", "above zero", {"minimum": "-1"}),
        ("total", "greater than or equal to 1", {"total": "0"}),
        ("total", "less than or equal to 10000000", {"total": "10000001"}),
        ("total", "whole number", {"total": "many"}),
        ("per_customer", "less than or equal to 20", {"per_customer": "21"}),
        ("budget", "above zero", {"budget": "0"}),
        ("budget", "at most", {"budget": "9" * 12}),
        ("secret_code", "Write the code", {"audience": "code"}),
        ("secret_code", "Write the code", {"audience": "code", "secret_code": " - "}),
        ("secret_code", "at most 30", {"audience": "code", "secret_code": "x" * 10_000}),
        ("opens_at", "This field is required.", {"opens_at": ""}),
        ("opens_at", "valid date/time", {"opens_at": "tomorrow"}),
        ("opens_at", "within ten years", {"opens_at": "0001-01-01T00:00"}),
        ("closes_at", "before claiming begins", {"opens_at": written(5), "closes_at": written(2)}),
        ("closes_at", "This time is over", {"closes_at": written(-1)}),
        ("closes_at", "within ten years", {"closes_at": "9999-12-31T23:59"}),
        ("valid_days", "from 1 to 3650", {"valid_days": "0"}),
        ("valid_days", "number of days", {"valid_days": ""}),
        ("valid_until", "Choose the date.", {"validity": "until"}),
        ("valid_until", "This time is over", {"validity": "until", "valid_until": written(-1)}),
        (
            "valid_until",
            "before claiming begins",
            {"validity": "until", "opens_at": written(5), "valid_until": written(2)},
        ),
        (
            "valid_until",
            "claimed for longer",
            {"validity": "until", "closes_at": written(9), "valid_until": written(7)},
        ),
        ("applies_to", "at least one section or product", {"applies_to": "some"}),
        ("products", "not one of the available", {"applies_to": "some", "products": ["999999"]}),
        ("products", "not a valid value", {"applies_to": "some", "products": ["x"]}),
    ],
)
def test_each_wrong_value_is_a_sentence_at_its_field(owner, add_url, field, sentence, changes):
    answer = owner.post(add_url, filled(**changes))

    errors = answer.context["form"].errors
    assert answer.status_code == 422
    assert list(errors) == [field]
    assert sentence in " ".join(errors[field])
    assert not Campaign.objects.exists()


def test_nothing_that_was_typed_is_lost(owner, noodles, add_url):
    odd = {"title": "<b>7 & 8</b>", "amount": "three", "valid_days": "soon", "total": "0"}
    chosen = {"applies_to": "some", "products": [str(noodles.pk)], "secret_code": "still here"}

    page = owner.post(add_url, filled(**odd, **chosen)).text

    assert 'value="&lt;b&gt;7 &amp; 8&lt;/b&gt;"' in page
    assert [f'value="{value}"' in page for value in ("three", "soon", "0", "still here")] == [
        True
    ] * 4
    assert re.search(f'name="products" +value="{noodles.pk}"[^>]+checked', page)


def test_items_of_another_store_cannot_be_chosen(owner, add_url):
    foreign = ProductFactory(store=StoreFactory(), name="Foreign dumplings")

    answer = owner.post(add_url, filled(applies_to="some", products=[foreign.pk]))

    assert list(answer.context["form"].errors) == ["products"]
    assert foreign.name not in owner.get(add_url).text


def test_the_preview_is_a_fragment_for_htmx(owner, add_url):
    data = filled(title="", preview="yes", benefit="percent", percent="20", cap="5,000")

    answer = owner.post(add_url, data, headers={"hx-request": "true"})

    assert answer.status_code == 200
    assert "20% off, at most ₩5,000; valid for 30 days." in answer.text
    assert "<html" not in answer.text
    assert not Campaign.objects.exists()


def test_the_preview_waits_for_what_is_missing(owner, add_url):
    data = filled(amount="", preview="yes")

    assert "Fill in what it gives" in owner.post(add_url, data, headers={"hx-request": "1"}).text


def test_the_preview_without_javascript_is_the_page(owner, add_url):
    answer = owner.post(add_url, filled(preview="yes", title="Kept"))

    assert answer.status_code == 200
    assert "₩3,000 off; valid for 30 days." in answer.text
    assert 'value="Kept"' in answer.text
    assert not Campaign.objects.exists()


def test_the_edit_page_begins_with_the_sentence(owner, campaign):
    page = owner.get(edit_url(campaign))

    assert "₩3,000 off; valid for 30 days." in page.text
    assert page.context["seen"] == edit_version(Campaign.objects.get())
