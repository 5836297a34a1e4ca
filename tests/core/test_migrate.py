from django.apps import apps
from django.apps.registry import Apps
from django.core.management import get_commands, load_command_class
from django.db.migrations.state import ProjectState, StateApps

from core.management.commands.migrate import Command, cached_swappable_names


def test_migrate_is_the_command_of_this_site():
    assert isinstance(load_command_class(get_commands()["migrate"], "migrate"), Command)


def test_names_of_swappable_models_are_searched_once_while_migrating():
    with cached_swappable_names():
        names = []
        for _ in range(3):
            StateApps([], {}).clear_cache()
            names.append(apps.get_swappable_settings_name("accounts.User"))

        assert names == ["AUTH_USER_MODEL"] * 3
        assert apps.get_swappable_settings_name.cache_info().misses == 1


def test_afterwards_django_forgets_them_as_before():
    before = Apps.get_swappable_settings_name

    with cached_swappable_names():
        pass

    assert Apps.get_swappable_settings_name is before
    apps.get_swappable_settings_name("accounts.User")
    ProjectState().apps.clear_cache()
    assert apps.get_swappable_settings_name.cache_info().currsize == 0
