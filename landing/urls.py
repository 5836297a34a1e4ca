from django.urls import URLPattern, URLResolver, include, path

from landing.views import reviews
from landing.views.order import OrderView
from landing.views.public import ChoicesView, PageView
from landing.views.sitemap import Robots, Sitemap

app_name = "landing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("p/<str:page>/", PageView.as_view(), name="page"),
    path("p/<str:page>/choices/", ChoicesView.as_view(), name="choices"),
    path("p/<str:page>/order/", OrderView.as_view(), name="order"),
    path("sitemap.xml", Sitemap.as_view(), name="sitemap"),
    path("robots.txt", Robots.as_view(), name="robots"),
    path("reviews/<str:number>/<int:pk>/", reviews.WriteReview.as_view(), name="review"),
    path(
        "reviews/guest/<str:key>/<int:pk>/", reviews.WriteGuestReview.as_view(), name="guest-review"
    ),
    path("shop/stores/<str:slug>/pages/", include("landing.owner_urls")),
    path("shop/stores/<str:slug>/reviews/", reviews.StoreReviews.as_view(), name="reviews"),
    path(
        "shop/stores/<str:slug>/reviews/<int:pk>/reply/",
        reviews.ReviewReply.as_view(),
        name="reply",
    ),
    path(
        "shop/stores/<str:slug>/reviews/<int:pk>/hide/", reviews.ReviewHide.as_view(), name="hide"
    ),
]
