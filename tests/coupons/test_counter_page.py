"""The page of a store's counter: a code, then the bill, then the button; and what was redeemed today."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from core.throttle import count
from coupons.claims import claim
from coupons.counter import redeem
from coupons.models import Coupon, Redemption
from coupons.views.counter import Counter
from stores.access import MemberRole
from tests.coupons.conftest import claimant, published
from tests.factories import MemberFactory, ProductFactory, StoreFactory

BILL = Decimal(12_000)


@pytest.fixture
def coupon(campaign, eve):
    return claim(campaign, eve, press=uuid4())


@pytest.fixture
def clerk(store):
    return worker(store)


@pytest.fixture
def till(client, clerk):
    client.force_login(clerk)
    return client


def worker(store, role=MemberRole.STAFF):
    member = MemberFactory(store=store, role=role).user
    member.refresh_from_db()  # `is_member` is set by a trigger
    return member


def url_of(store):
    return reverse("coupons:counter", args=[store.slug])


def undo_url(redemption):
    return reverse("coupons:undo-redemption", args=[redemption.store.slug, redemption.pk])


def typed(coupon, bill="12000", **more):
    return {"code": coupon.code, "bill": bill, **more}


def status_of(coupon):
    return Coupon.objects.get(pk=coupon.pk).status


def test_the_code_alone_shows_the_coupon_and_asks_for_the_bill(till, store, coupon):
    page = till.post(url_of(store), {"code": coupon.code, "bill": ""}).text

    assert "₩3,000 off; valid for 30 days." in page
    assert re.search(r'name="bill"[^>]* autofocus', page)
    assert status_of(coupon) == "issued"


def test_the_bill_shows_what_it_takes_off_and_redeems_nothing(till, store, coupon):
    page = till.post(url_of(store), typed(coupon, "₩12,000")).text

    assert "₩3,000 off" in page
    assert "₩9,000 to pay" in page
    assert "Redeem it now" in page
    assert status_of(coupon) == "issued"


def test_the_button_redeems_it_and_lists_it_below(till, store, coupon, clerk):
    page = till.post(url_of(store), typed(coupon, redeem="yes"), follow=True).text

    assert "Redeemed: ₩3,000 off, ₩9,000 to pay." in page
    assert "of ₩12,000" in page
    assert undo_url(Redemption.objects.get(coupon=coupon, by=clerk)) in page


def test_a_double_click_says_that_it_is_redeemed_and_by_whom(till, store, coupon, clerk):
    answers = [till.post(url_of(store), typed(coupon, redeem="yes")) for _click in range(2)]

    page = till.get(url_of(store)).text

    assert {answer.status_code for answer in answers} == {302}
    assert f"by {clerk}, ₩3,000 off a bill of ₩12,000." in page
    assert "notice-danger" not in page
    assert Redemption.objects.count() == 1


def test_the_loser_of_two_tills_reads_who_was_faster(till, store, coupon):
    redeem(store, coupon.code, BILL, by=store.owner)

    answer = till.post(url_of(store), typed(coupon, redeem="yes"))

    assert answer.status_code == 409
    assert f"by {store.owner}, ₩3,000 off a bill of ₩12,000." in answer.text
    assert f'value="{coupon.code}"' in answer.text


def test_a_code_is_typed_as_people_read_it(till, store, coupon):
    code = coupon.code.lower()

    page = till.post(url_of(store), {"code": f" {code[:4]}-{code[4:8]} {code[8:]} ", "bill": ""})

    assert "₩3,000 off" in page.text


@pytest.mark.parametrize(
    ("code", "status", "sentence"),
    [
        ("NOTACODE2345", 409, "There is no coupon of this store with this code."),
        ("", 422, "This field is required."),
        ("x" * 10_000, 422, "This is too long for a code."),
        ("<script>alert(1)</script>", 409, "There is no coupon of this store"),
    ],
)
def test_a_wrong_code_is_a_sentence_at_the_field_and_the_bill_stays(
    till, store, code, status, sentence
):
    answer = till.post(url_of(store), {"code": code, "bill": "12,000"})

    assert answer.status_code == status
    assert sentence in answer.text
    assert 'value="12,000"' in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("bill", ["-5", "0", "12.345", "99999999999999999999", "nonsense", "$12"])
def test_a_wrong_bill_is_a_sentence_at_the_field_and_the_code_stays(till, store, coupon, bill):
    answer = till.post(url_of(store), typed(coupon, bill, redeem="yes"))

    assert answer.status_code == 422
    assert re.search(r'id="error_\d+_id_bill"', answer.text)
    assert f'value="{coupon.code}"' in answer.text


def test_a_bill_is_needed_to_redeem(till, store, coupon):
    answer = till.post(url_of(store), typed(coupon, "", redeem="yes"))

    assert (answer.status_code, status_of(coupon)) == (422, "issued")


def test_a_bill_below_the_minimum_says_how_much_is_missing(till, store, eve):
    campaign = published(store, terms={"minimum": Decimal(15_000)})
    coupon = claim(campaign, eve, press=uuid4())

    answer = till.post(url_of(store), typed(coupon))

    assert answer.status_code == 422
    assert "₩3,000 more for this coupon." in answer.text


def test_a_coupon_for_some_items_names_them(till, store, eve):
    tea = ProductFactory(store=store, name="Plum tea")
    campaign = published(store, terms={"product_ids": [tea.pk]})

    page = till.post(url_of(store), {"code": claim(campaign, eve, press=uuid4()).code, "bill": ""})

    assert "Only of: Plum tea" in page.text


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ({"bill": "45oo"}, "45oo"),
        ({"bill": "0"}, ""),
        ({"bill": "4500"}, "4500"),
        ({"bill": "4500", "edit": "yes"}, "4500"),
    ],
)
def test_the_price_of_a_free_piece_is_asked_for_until_it_is_right(till, store, eve, sent, shown):
    piece = claim(published(store, terms={"benefit": "piece", "amount": None}), eve, press=uuid4())

    page = till.post(url_of(store), typed(piece, asked="yes") | sent).text

    assert "Price of the free piece" in page
    assert 'name="asked"' in page
    assert f'name="bill" value="{shown}"' in page or not shown


def test_a_free_piece_is_redeemed_by_its_own_price(till, store, eve):
    terms = {"benefit": "piece", "amount": None, "minimum": Decimal(15_000)}
    coupon = claim(published(store, terms=terms), eve, press=uuid4())

    asked = till.post(url_of(store), typed(coupon, bill="16000")).text
    shown = till.post(url_of(store), typed(coupon, bill="4500", asked="yes")).text

    for text in ("Price of the free piece", "Check that ₩15,000 or more was ordered."):
        assert text in asked
    assert "16000" not in asked
    assert ("₩4,500 off" in shown, "to pay" in shown) == (True, False)  # the rest is not known
    done = till.post(url_of(store), typed(coupon, bill="4500", redeem="yes"), follow=True).text
    assert "Redeemed: ₩4,500 off." in done


def test_what_was_typed_can_be_changed_before_redeeming(till, store, coupon):
    page = till.post(url_of(store), typed(coupon, edit="yes")).text

    assert f'value="{coupon.code}"' in page
    assert 'value="12000"' in page
    assert "Redeem it now" not in page


def test_it_is_undone_from_the_list(till, store, coupon, clerk):
    redemption = redeem(store, coupon.code, BILL, by=clerk)

    page = till.post(undo_url(redemption), follow=True).text

    assert "the coupon can be used again" in page
    assert "Undone" in page
    assert undo_url(redemption) not in page
    assert status_of(coupon) == "issued"


def test_after_two_minutes_the_button_is_gone_and_a_late_press_is_refused(
    till, store, coupon, clerk
):
    ago = timezone.now() - timedelta(minutes=2, seconds=1)
    redemption = redeem(store, coupon.code, BILL, by=clerk, now=ago)

    assert undo_url(redemption) not in till.get(url_of(store)).text
    page = till.post(undo_url(redemption), follow=True).text

    assert "more than two minutes ago" in page
    assert status_of(coupon) == "used"


def test_the_open_page_asks_again_when_the_button_must_disappear(till, store, coupon, clerk):
    redeem(store, coupon.code, BILL, by=clerk)

    page = till.get(url_of(store)).text
    fragment = till.get(url_of(store), HTTP_HX_REQUEST="true").text

    assert 110 < int(re.search(r'data-look-in="(\d+)"', page)[1]) <= 121
    assert fragment.lstrip().startswith("<section")


def test_the_page_of_many_redemptions_needs_no_more_queries(
    till, store, clerk, django_assert_max_num_queries
):
    campaign = published(store, total=30)
    for _number in range(10):
        redeem(store, claim(campaign, claimant(), press=uuid4()).code, BILL, by=clerk)

    with django_assert_max_num_queries(8):
        page = till.get(url_of(store)).text

    assert page.count("of ₩12,000") == 10


def test_only_who_works_there_sees_the_counter(client, store, coupon, clerk, dan):
    redemption = redeem(store, coupon.code, BILL, by=clerk)
    gate, other = worker(store, MemberRole.GATE), worker(StoreFactory())
    statuses = []
    for reader in (dan, gate, other):
        client.force_login(reader)
        statuses.append(
            {
                client.get(url_of(store)).status_code,
                client.post(url_of(store), typed(coupon)).status_code,
                client.post(undo_url(redemption)).status_code,
            }
        )

    assert statuses == [{403}, {403}, {404}]
    assert status_of(coupon) == "used"


def test_a_redemption_of_another_store_is_not_found(till, store, eve):
    other = StoreFactory()
    coupon = claim(published(other), eve, press=uuid4())
    redemption = redeem(other, coupon.code, BILL, by=other.owner)
    url = reverse("coupons:undo-redemption", args=[store.slug, redemption.pk])

    assert till.post(url).status_code == 404


def test_a_visitor_signs_in_first(client, store):
    assert client.get(url_of(store)).url.startswith("/accounts/login/")
    assert client.get(reverse("coupons:counters")).url.startswith("/accounts/login/")


def test_staff_find_it_on_the_board_and_beside_their_store(till, store):
    counters = reverse("coupons:counters")

    assert f'href="{counters}"' in till.get(reverse("orders:board")).text
    assert f'href="{url_of(store)}"' in till.get(reverse("stores:mine")).text
    assert till.get(counters).url == url_of(store)


def test_who_works_in_two_stores_chooses(till, store, clerk):
    other = StoreFactory(name="Second")
    MemberFactory(store=other, user=clerk, role=MemberRole.STAFF)

    page = till.get(reverse("coupons:counters")).text

    assert url_of(store) in page
    assert url_of(other) in page


def test_only_the_counter_may_use_the_camera(till, store):
    assert till.get(url_of(store))["Permissions-Policy"] == "camera=(self), microphone=()"
    assert "camera=()" in till.get("/")["Permissions-Policy"]


def test_tries_are_limited(till, store, clerk):
    for _try in range(Counter.limit.times):
        count(Counter.limit, f"user-{clerk.pk}")

    assert till.post(url_of(store), {}).status_code == 429
