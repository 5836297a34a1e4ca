"""The pages of links in mails about the waiting list, below /waiting-list/."""

from django.urls import path

from ticketing.views import waiting

urlpatterns = [
    path("confirm/<str:key>/", waiting.ConfirmWish.as_view(), name="waiting-confirm"),
    path("leave/<str:key>/", waiting.LeaveWaiting.as_view(), name="waiting-leave"),
    path("offer/<str:key>/", waiting.TakeOffer.as_view(), name="waiting-offer"),
]
