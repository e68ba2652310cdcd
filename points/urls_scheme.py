"""Addresses of the rules: the desk of the office, the public pages."""

from django.urls import URLPattern, path

from points.views import rules, scheme_desk, scheme_import, scheme_items, scheme_trial

urlpatterns: list[URLPattern] = [
    path("v/<slug:slug>/rules/versions/", rules.versions, name="rules_versions"),
    path("v/<slug:slug>/rules/poster/", rules.poster, name="rules_poster"),
    path("v/<slug:slug>/rules/card/", rules.card, name="rules_card"),
    path("v/<slug:slug>/rules/<str:day>/", rules.version, name="rules_version"),
    path("v/<slug:slug>/rules/<str:day>/changes/", rules.changes, name="rules_changes"),
    path("v/<slug:slug>/work/scheme/", scheme_desk.scheme_list, name="scheme_list"),
    path("v/<slug:slug>/work/scheme/new/", scheme_desk.scheme_new, name="scheme_new"),
    path("v/<slug:slug>/work/scheme/<uuid:pk>/", scheme_desk.scheme_page, name="scheme"),
    path("v/<slug:slug>/work/scheme/<uuid:pk>/copy/", scheme_desk.scheme_copy, name="scheme_copy"),
    path("v/<slug:slug>/work/scheme/<uuid:pk>/edit/", scheme_desk.scheme_edit, name="scheme_edit"),
    path("v/<slug:slug>/work/scheme/<uuid:pk>/delete/", scheme_desk.scheme_delete, name="scheme_delete"),
    path("v/<slug:slug>/work/scheme/<uuid:pk>/categories/new/", scheme_items.category_new, name="scheme_category_new"),
    path(
        "v/<slug:slug>/work/scheme/<uuid:pk>/categories/<uuid:category_pk>/",
        scheme_items.category_edit,
        name="scheme_category",
    ),
    path("v/<slug:slug>/work/scheme/<uuid:pk>/items/new/", scheme_items.item_new, name="scheme_item_new"),
    path("v/<slug:slug>/work/scheme/<uuid:pk>/items/<uuid:item_pk>/", scheme_items.item_edit, name="scheme_item"),
    path(
        "v/<slug:slug>/work/scheme/<uuid:pk>/items/<uuid:item_pk>/remove/",
        scheme_items.item_remove,
        name="scheme_item_remove",
    ),
    path("v/<slug:slug>/work/scheme/<uuid:pk>/renumber/", scheme_items.renumber, name="scheme_renumber"),
    path("v/<slug:slug>/work/scheme/<uuid:pk>/import/", scheme_import.scheme_import, name="scheme_import"),
    path("v/<slug:slug>/work/scheme/<uuid:pk>/sheet/", scheme_import.scheme_export, name="scheme_export"),
    path("v/<slug:slug>/work/scheme/<uuid:pk>/compare/", scheme_trial.scheme_compare, name="scheme_compare"),
    path("v/<slug:slug>/work/scheme/<uuid:pk>/replay/", scheme_trial.scheme_replay, name="scheme_replay"),
    path("v/<slug:slug>/work/scheme/<uuid:pk>/effect/", scheme_trial.scheme_effect, name="scheme_effect"),
]
