"""The pages of seating plans, below /shop/stores/<slug>/seating/."""

from django.urls import path

from ticketing.views import plans
from ticketing.views.plan_editor import PlanEdit

urlpatterns = [
    path("", plans.PlanList.as_view(), name="plans"),
    path("add/", plans.PlanAdd.as_view(), name="plan-add"),
    path("<int:plan>/", plans.PlanShow.as_view(), name="plan"),
    path("<int:plan>/edit/", PlanEdit.as_view(), name="plan-edit"),
    path("<int:plan>/upload/", plans.PlanUpload.as_view(), name="plan-upload"),
    path("<int:plan>/name/", plans.PlanRename.as_view(), name="plan-name"),
    path("<int:plan>/remove/", plans.PlanRemove.as_view(), name="plan-delete"),
    path("<int:plan>/<int:version>/plan.json", plans.PlanJson.as_view(), name="plan-json"),
    path("<int:plan>/<int:version>/seats.csv", plans.PlanCsv.as_view(), name="plan-csv"),
]
