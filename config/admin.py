"""The whole admin: its Content-Security-Policy.

Unfold draws with Alpine, which needs eval; only staff see it.
"""

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import admin

ALPINE = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}

strict_admin_view = admin.site.admin_view


def admin_view(view, cacheable=False):
    return csp_update(ALPINE)(strict_admin_view(view, cacheable))


admin.site.admin_view = admin_view  # type: ignore[method-assign]
