"""The admin as a whole: its Content-Security-Policy, bad input to its pages, and its JavaScript catalogue.

Unfold uses Alpine, which needs eval; only staff see it.
"""

import logging
from functools import wraps

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin
from django.core.exceptions import ValidationError
from django.views.i18n import JavaScriptCatalog

from core.errors import bad_request

ALPINE = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}

logger = logging.getLogger(__name__)
strict_admin_view = admin.site.admin_view
django_optgroups = AutocompleteMixin.optgroups


def admin_view(view, cacheable=False):
    if getattr(view, "__name__", "") == "changelist_view":
        view = refusing_bad_input(view)
    return csp_update(ALPINE)(strict_admin_view(view, cacheable))


def refusing_bad_input(list_view):
    """400 for dates outside the calendar in a URL, and for actions on invalid ids."""

    @wraps(list_view)
    def changelist_view(request, *args, **kwargs):
        if not _are_ids(request.POST.getlist("_selected_action"), list_view.__self__.opts.pk):
            return bad_request(request)
        try:
            response = list_view(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response
        except (ValueError, OverflowError):
            if request.method != "GET" or not request.GET:
                raise
            logger.exception("The list at %s cannot be filtered so", request.path)
            return bad_request(request)

    return changelist_view


def _are_ids(texts, key):
    try:
        return all(key.to_python(text) is not None for text in texts)
    except ValidationError:
        return False


def optgroups(widget, name, value, attr=None):
    """Only of ids: any other value is refused, but Django would search for it to show the form again."""
    key = widget.field.remote_field.model._meta.pk
    return django_optgroups(widget, name, [each for each in value if _are_ids([each], key)], attr)


class AdminCatalog(JavaScriptCatalog):
    """Django's own strings, unless we have a translation of ours."""

    def get_paths(self, packages):
        return [*super().get_paths(packages), settings.BASE_DIR / "locale_packages"]


def i18n_javascript(request, extra_context=None):
    return AdminCatalog.as_view(packages=["django.contrib.admin"])(request)


admin.site.admin_view = admin_view  # type: ignore[method-assign]
admin.site.i18n_javascript = i18n_javascript  # type: ignore[method-assign]
AutocompleteMixin.optgroups = optgroups  # type: ignore[method-assign]
