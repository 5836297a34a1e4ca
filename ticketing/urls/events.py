"""The organiser's pages of events, below /shop/events/."""

from django.urls import path

from ticketing.views import (
    desk,
    moving,
    numbers,
    owner_dates,
    owner_events,
    owner_news,
    owner_prices,
    owner_questions,
    owner_waiting,
)

urlpatterns = [
    path("", owner_events.EventList.as_view(), name="events"),
    path("add/", owner_events.EventAdd.as_view(), name="event-add"),
    path("artists/", owner_events.ArtistNames.as_view(), name="artist-names"),
    path("<str:event>/", owner_events.EventManage.as_view(), name="event-manage"),
    path("<str:event>/edit/", owner_events.EventEdit.as_view(), name="event-edit"),
    path("<str:event>/duplicate/", owner_events.EventDuplicate.as_view(), name="event-duplicate"),
    path("<str:event>/move/<str:verb>/", owner_events.EventMove.as_view(), name="event-move"),
    path("<str:event>/dates/add/", owner_dates.DatesAdd.as_view(), name="dates-add"),
    path("<str:event>/dates/<str:date>/", owner_dates.DateEdit.as_view(), name="date-edit"),
    path(
        "<str:event>/dates/<str:date>/remove/",
        owner_dates.DateRemove.as_view(),
        name="date-remove",
    ),
    path(
        "<str:event>/dates/<str:date>/postpone/",
        owner_dates.DatePostpone.as_view(),
        name="date-postpone",
    ),
    path(
        "<str:event>/dates/<str:date>/cancel/",
        owner_dates.DateCancel.as_view(),
        name="date-cancel",
    ),
    path(
        "<str:event>/dates/<str:date>/refunds/",
        owner_dates.DateRefunds.as_view(),
        name="date-refunds",
    ),
    path(
        "<str:event>/dates/<str:date>/refunds/again/",
        owner_dates.RefundsAgain.as_view(),
        name="date-refunds-again",
    ),
    path(
        "<str:event>/dates/<str:date>/refunds/not-refunded.csv",
        owner_dates.RefundsDownload.as_view(),
        name="date-refunds-csv",
    ),
    path("<str:event>/numbers/", numbers.Numbers.as_view(), name="numbers"),
    path("<str:event>/numbers.csv", numbers.NumbersDownload.as_view(), name="numbers-csv"),
    path("<str:event>/orders/", numbers.EventOrders.as_view(), name="event-orders"),
    path("<str:event>/orders.csv", numbers.EventOrdersDownload.as_view(), name="event-orders-csv"),
    path("<str:event>/tickets.csv", numbers.TicketsDownload.as_view(), name="event-tickets-csv"),
    path("<str:event>/waiting/", owner_waiting.EventWaiting.as_view(), name="event-waiting"),
    path("<str:event>/<str:date>/desk/", desk.DeskPage.as_view(), name="desk"),
    path(
        "<str:event>/<str:date>/desk/move/<str:code>/",
        moving.MoveHolder.as_view(),
        name="move-holder",
    ),
    path("<str:event>/prices/", owner_prices.Prices.as_view(), name="prices"),
    path(
        "<str:event>/prices/categories/<int:pk>/",
        owner_prices.CategoryEdit.as_view(),
        name="category-edit",
    ),
    path(
        "<str:event>/prices/categories/<int:pk>/add/",
        owner_prices.TypeAdd.as_view(),
        name="type-add",
    ),
    path("<str:event>/prices/types/<int:pk>/", owner_prices.TypeEdit.as_view(), name="type-edit"),
    path("<str:event>/questions/", owner_questions.QuestionList.as_view(), name="questions"),
    path(
        "<str:event>/questions/<int:pk>/",
        owner_questions.QuestionEdit.as_view(),
        name="question-edit",
    ),
    path("<str:event>/news/", owner_news.NewsList.as_view(), name="event-news"),
    path("<str:event>/news/<int:pk>/", owner_news.NewsEdit.as_view(), name="news-edit"),
]
