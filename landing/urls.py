from django.urls import URLPattern, URLResolver, include, path

from landing.views import reviews

app_name = "landing"
urlpatterns: list[URLPattern | URLResolver] = [
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
