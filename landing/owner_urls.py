"""The pages of those who edit a store's product pages, below /shop/stores/<slug>/pages/."""

from django.urls import path

from landing.views import offers, pages, photos, publishing, sections

urlpatterns = [
    path("", pages.PageList.as_view(), name="pages"),
    path("add/", pages.PageAdd.as_view(), name="add"),
    path("<str:page>/edit/", pages.PageEdit.as_view(), name="edit"),
    path("<str:page>/preview/", pages.PagePreview.as_view(), name="preview"),
    path("<str:page>/publish/", publishing.PagePublish.as_view(), name="publish"),
    path("<str:page>/versions/", publishing.Versions.as_view(), name="versions"),
    path(
        "<str:page>/versions/<int:version>/restore/",
        publishing.VersionRestore.as_view(),
        name="restore-version",
    ),
    path("<str:page>/versions/undo/", sections.FormerRestore.as_view(), name="restore-former"),
    path("<str:page>/name/", publishing.PageRename.as_view(), name="rename"),
    path("<str:page>/duplicate/", publishing.PageDuplicate.as_view(), name="duplicate"),
    path("<str:page>/move/<str:verb>/", publishing.MovePage.as_view(), name="move"),
    path("<str:page>/photos/", photos.Photos.as_view(), name="photos"),
    path("<str:page>/photos/<int:pk>/", photos.PhotoChange.as_view(), name="photo"),
    path("<str:page>/offers/", offers.Offers.as_view(), name="offers"),
    path("<str:page>/offers/<int:pk>/", offers.VariantChange.as_view(), name="variant"),
    path("<str:page>/offers/sets/add/", offers.SetAdd.as_view(), name="add-set"),
    path("<str:page>/offers/sets/<int:pk>/", offers.SetEdit.as_view(), name="set"),
    path("<str:page>/offers/sets/<int:pk>/remove/", offers.SetRemove.as_view(), name="remove-set"),
    path("<str:page>/sections/add/", sections.SectionAdd.as_view(), name="add-section"),
    path("<str:page>/sections/<str:section>/", sections.SectionSave.as_view(), name="section"),
    path(
        "<str:page>/sections/<str:section>/move/",
        sections.SectionMove.as_view(),
        name="move-section",
    ),
    path(
        "<str:page>/sections/<str:section>/remove/",
        sections.SectionRemove.as_view(),
        name="remove-section",
    ),
    path(
        "<str:page>/sections/<str:section>/restore/",
        sections.SectionRestore.as_view(),
        name="restore-section",
    ),
]
