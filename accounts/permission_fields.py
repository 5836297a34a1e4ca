"""The field in which an operator chooses permissions in the admin."""

from collections.abc import Iterator

from django.contrib import admin
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.forms import ModelMultipleChoiceField
from django.utils.translation import gettext, pgettext_lazy

ACTIONS = {
    "view": pgettext_lazy("permission", "view"),
    "add": pgettext_lazy("permission", "add"),
    "change": pgettext_lazy("permission", "change"),
    "delete": pgettext_lazy("permission", "delete"),
}


class PermissionsField(ModelMultipleChoiceField):
    """Translates the permissions' names, which Django stores in English; ours are marked by gettext_noop."""

    def label_from_instance(self, permission: Permission) -> str:  # type: ignore[override]
        action = ACTIONS.get(permission.codename.partition("_")[0]) or gettext(permission.name)
        return f"{permission.content_type} | {action}"


def effective_permissions() -> QuerySet[Permission]:
    """Permissions that a page of the admin checks; no other page checks any."""
    types = ContentType.objects.get_for_models(*set(_models_in_admin())).values()
    return Permission.objects.filter(content_type__in=types)


def _models_in_admin() -> Iterator[type[Model]]:
    for model, page in admin.site._registry.items():
        yield model
        yield from (inline.model for inline in page.inlines)
