"""Following stores: the button, the page of those that one follows, the owner's count."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import delete_account
from stores.following import follow_store, is_follower
from stores.models import Follow
from stores.views.following import FollowStore
from tests.factories import StoreFactory

HTMX = {"HX-Request": "true"}
MINE = "/me/stores/"


@pytest.fixture
def reader(client, ann):
    client.force_login(ann)
    return client


@pytest.fixture
def button(store):
    return reverse("stores:follow", args=[store.slug])


def test_the_button_follows_and_unfollows(reader, ann, store, noodles, button):
    page = reader.post(button, {"follow": "yes"}, follow=True).text
    assert is_follower(store, ann)
    assert "Following" in page
    assert 'name="follow" value="no"' in page

    page = reader.post(button, {"follow": "no"}, follow=True).text
    assert not is_follower(store, ann)
    assert 'name="follow" value="yes"' in page


def test_pressed_with_htmx_only_the_button_changes(reader, store, button):
    answer = reader.post(button, {"follow": "yes"}, headers=HTMX)

    assert answer.text.lstrip().startswith('<form class="follow"')
    assert 'aria-pressed="true"' in answer.text
    assert "autofocus" in answer.text


def test_a_visitor_signs_in_and_comes_back_to_the_store(client, store, noodles, button, ann):
    page = client.get(store.get_absolute_url()).text
    assert f'action="{button}"' in page

    assert client.post(button, {"follow": "yes"}).url == f"/accounts/login/?next={button}"
    client.force_login(ann)
    assert client.get(button).url == store.get_absolute_url()
    assert not Follow.objects.exists()


def test_following_twice_is_following_once(ann, store):
    then = timezone.now() - timedelta(days=1)

    follow_store(store, ann, then)
    follow_store(store, ann)

    assert Follow.objects.get().at == then
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(store=store, user=ann, at=then)


@pytest.mark.parametrize("wanted", ["", "maybe", "x" * 10_000])
def test_a_forged_button_is_404(reader, button, wanted):
    assert reader.post(button, {"follow": wanted}).status_code == 404
    assert not Follow.objects.exists()


def test_an_archived_store_cannot_be_followed(reader, store, button):
    store.archived_at = timezone.now()
    store.save(update_fields=["archived_at"])

    assert reader.post(button, {"follow": "yes"}).status_code == 404


def test_presses_are_limited(reader, button):
    for _press in range(FollowStore.limit.times):
        reader.post(button, {"follow": "maybe"})

    assert reader.post(button, {"follow": "yes"}).status_code == 429


def test_the_page_lists_ones_own_newest_first(reader, ann, dan, store):
    now = timezone.now()
    newer, other = StoreFactory(name="Newer"), StoreFactory(name="Other")
    follow_store(store, ann, now - timedelta(days=1))
    follow_store(newer, ann, now)
    follow_store(other, dan, now)

    assert list(reader.get(MINE).context["stores"]) == [newer, store]
    assert f'href="{MINE}"' in reader.get("/").text


def test_who_unfollows_there_can_undo_it(reader, ann, store):
    follow_store(store, ann)
    button = reverse("stores:follow", args=[store.slug])
    back = f"{MINE}?unfollowed={store.slug}"
    assert f'name="next" value="{back}"' in reader.get(MINE).text

    page = reader.post(button, {"follow": "no", "next": back}, follow=True).text

    assert "냉면집" in page
    assert 'name="follow" value="yes"' in page
    assert "No stores yet" in reader.get(MINE).text


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_has_a_constant_number_of_queries(
    reader, ann, rows, django_assert_max_num_queries
):
    for store in StoreFactory.create_batch(rows):
        follow_store(store, ann)

    with django_assert_max_num_queries(6):
        reader.get(MINE)


def test_owners_see_how_many_follow(client, bea, ann, dan, store):
    client.force_login(bea)
    assert "follower" not in client.get("/shop/stores/").text

    for user in (ann, dan):
        follow_store(store, user)

    assert "2 followers" in client.get("/shop/stores/").text


def test_a_deleted_account_follows_nobody(ann, store):
    follow_store(store, ann)

    delete_account(User.objects.get(pk=ann.pk))

    follow_store(store, ann)  # by a page that was open
    assert not Follow.objects.exists()
