"""The whole admin: its Content-Security-Policy, and the pages of the jobs.

Unfold draws with Alpine, which needs eval; only staff see it.
"""

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import admin
from django_q.admin import FailAdmin, QueueAdmin, ScheduleAdmin, TaskAdmin
from django_q.models import Failure, OrmQ, Schedule, Success
from unfold.admin import ModelAdmin

ALPINE = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}

strict_admin_view = admin.site.admin_view


def admin_view(view, cacheable=False):
    return csp_update(ALPINE)(strict_admin_view(view, cacheable))


admin.site.admin_view = admin_view  # type: ignore[method-assign]

# The pages of the jobs come plain from their package; here they look like the others.
for model, pages in (
    (Failure, FailAdmin),
    (OrmQ, QueueAdmin),
    (Schedule, ScheduleAdmin),
    (Success, TaskAdmin),
):
    admin.site.unregister(model)
    admin.site.register(model, type(pages.__name__, (pages, ModelAdmin), {}))
