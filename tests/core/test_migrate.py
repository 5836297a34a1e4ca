from django.apps import apps
from django.apps.registry import Apps
from django.core.management import get_commands, load_command_class
from django.db.migrations.state import ModelState, ProjectState, StateApps
from django.db.models import CASCADE, AutoField, CharField, ForeignKey, TextField

from core.management.commands.migrate import (
    Command,
    cached_swappable_names,
    only_changed_models_rendered,
)


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


def rendered_models():
    """The state of a shop and its sales."""
    state = ProjectState()
    state.add_model(ModelState("popup", "Shop", {"id": AutoField(primary_key=True)}))
    state.apps  # noqa: B018  (rendered from now on)
    state.add_model(model_of_sales())
    return state


def model_of_sales():
    return ModelState(
        "popup",
        "Sale",
        {"id": AutoField(primary_key=True), "shop": ForeignKey("popup.Shop", CASCADE)},
    )


def test_a_changed_model_is_rendered_alone():
    state = rendered_models()
    sale, shop = state.apps.get_model("popup.Sale"), state.apps.get_model("popup.Shop")

    with only_changed_models_rendered():
        state.add_field("popup", "shop", "name", TextField(), preserve_default=True)

    changed = state.apps.get_model("popup.Shop")
    assert changed is not shop
    assert [field.name for field in changed._meta.local_fields] == ["id", "name"]
    assert [relation.name for relation in changed._meta.related_objects] == ["sale"]
    assert state.apps.get_model("popup.Sale") is sale


def test_a_new_model_is_rendered_alone():
    state = rendered_models()
    state.remove_model("popup", "sale")
    shop = state.apps.get_model("popup.Shop")

    with only_changed_models_rendered():
        state.add_model(model_of_sales())

    assert state.apps.get_model("popup.Shop") is shop
    assert [relation.name for relation in shop._meta.related_objects] == ["sale"]


def test_models_that_depend_on_a_change_are_rendered_with_it():
    state = rendered_models()

    with only_changed_models_rendered():
        code = CharField(primary_key=True, max_length=8)
        state.alter_field("popup", "shop", "id", code, preserve_default=True)

    target = state.apps.get_model("popup.Sale")._meta.get_field("shop").target_field
    assert target.get_internal_type() == "CharField"


def test_models_that_inherit_from_a_changed_one_are_rendered_with_it():
    state = rendered_models()
    state.add_model(ModelState("popup", "Kiosk", {}, {"proxy": True}, ["popup.Shop"]))

    with only_changed_models_rendered():
        state.add_field("popup", "shop", "name", TextField(), preserve_default=True)

    assert state.apps.get_model("popup.Kiosk")._meta.get_field("name")


def test_code_of_a_migration_gets_all_models_as_they_are():
    state = rendered_models()

    with only_changed_models_rendered():
        state.add_field("popup", "shop", "name", TextField(), preserve_default=True)
        state.clear_delayed_apps_cache()  # as RunPython does

    shop = state.apps.get_model("popup.Sale")._meta.get_field("shop").related_model
    assert shop is state.apps.get_model("popup.Shop")
