"""The pages of members below /shop/stores/. A slug is followed by more, so one-word paths do not clash."""

from django.urls import path

from stores.views import (
    invitations,
    members,
    owner,
    owner_hours,
    owner_identity,
    owner_menu,
    owner_options,
    owner_products,
    owner_stock,
)

urlpatterns = [
    path("", owner.StoreList.as_view(), name="mine"),
    path("add/", owner.StoreAdd.as_view(), name="add"),
    path("archived/", owner.ArchivedStores.as_view(), name="archived"),
    path("<str:slug>/edit/", owner.StoreEdit.as_view(), name="edit"),
    path("<str:slug>/switch/", owner.StoreSwitch.as_view(), name="switch"),
    path("<str:slug>/archive/", owner.StoreArchive.as_view(), name="archive"),
    path("<str:slug>/restore/", owner.StoreRestore.as_view(), name="restore"),
    path("<str:slug>/hours/", owner_hours.StoreHours.as_view(), name="hours"),
    path("<str:slug>/identity/", owner_identity.StoreIdentity.as_view(), name="identity"),
    path("<str:slug>/leave/", members.LeaveStore.as_view(), name="leave"),
    path("<str:slug>/members/", members.Members.as_view(), name="members"),
    path("<str:slug>/members/<uuid:member>/", members.ChangeRole.as_view(), name="member"),
    path(
        "<str:slug>/members/<uuid:member>/remove/",
        members.RemoveMember.as_view(),
        name="remove-member",
    ),
    path("<str:slug>/members/<uuid:member>/owner/", members.HandOver.as_view(), name="hand-over"),
    path(
        "<str:slug>/invitations/<uuid:invitation>/again/",
        invitations.SendAgain.as_view(),
        name="invite-again",
    ),
    path(
        "<str:slug>/invitations/<uuid:invitation>/revoke/",
        invitations.Revoke.as_view(),
        name="revoke-invitation",
    ),
    path("<str:slug>/menu/", owner_menu.Menu.as_view(), name="menu"),
    path("<str:slug>/menu/stock/", owner_stock.StockImport.as_view(), name="stock-import"),
    path("<str:slug>/menu/stock/csv/", owner_stock.StockFile.as_view(), name="stock-file"),
    path("<str:slug>/section/add/", owner_products.SectionAdd.as_view(), name="section-add"),
    path("<str:slug>/section/<int:pk>/", owner_products.SectionEdit.as_view(), name="section"),
    path(
        "<str:slug>/section/<int:pk>/add/", owner_products.ProductAdd.as_view(), name="product-add"
    ),
    path("<str:slug>/product/<int:pk>/", owner_products.ProductEdit.as_view(), name="product"),
    path("<str:slug>/product/<int:pk>/stock/", owner_menu.ProductStock.as_view(), name="stock"),
    path(
        "<str:slug>/product/<int:pk>/stock/history/",
        owner_stock.StockHistory.as_view(),
        name="stock-history",
    ),
    path(
        "<str:slug>/product/<int:pk>/stock/csv/",
        owner_stock.StockHistoryCsv.as_view(),
        name="stock-csv",
    ),
    path(
        "<str:slug>/product/<int:pk>/start/",
        owner_options.OptionTemplateAdd.as_view(),
        name="starter",
    ),
    path("<str:slug>/product/<int:pk>/add/", owner_options.GroupAdd.as_view(), name="group-add"),
    path("<str:slug>/group/<int:pk>/", owner_options.GroupEdit.as_view(), name="group"),
    path("<str:slug>/group/<int:pk>/add/", owner_options.OptionAdd.as_view(), name="option-add"),
    path("<str:slug>/option/<int:pk>/", owner_options.OptionEdit.as_view(), name="option"),
    path("<str:slug>/<str:kind>/<int:pk>/move/", owner_menu.PartMove.as_view(), name="move"),
    path(
        "<str:slug>/<str:kind>/<int:pk>/switch/",
        owner_menu.PartSwitch.as_view(),
        name="part-switch",
    ),
    path("<str:slug>/<str:kind>/<int:pk>/delete/", owner_menu.PartDelete.as_view(), name="delete"),
]
