import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_a_user_is_found_by_id_with_one_query(ann):
    with CaptureQueriesContext(connection) as queries:
        assert User.objects.get(pk=ann.pk) == ann

    assert len(queries) == 1


def test_an_unknown_id_is_no_user():
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=1)


def test_further_conditions_count(ann):
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=ann.pk, is_staff=True)


def test_the_users_of_a_relation_are_only_those(ann, bea):
    group = Group.objects.create(name="Couriers")
    ann.groups.add(group)

    assert group.user_set.get(pk=ann.pk) == ann
    with pytest.raises(User.DoesNotExist):
        group.user_set.get(pk=bea.pk)
