"""Addresses of points: the site's first page, a village's profile and rules, the passbook, the officer's work."""

from django.urls import URLPattern, path

from points.views import claim_lists, claim_look, claims, deeds, my, photos, rules, site

app_name = "points"

urlpatterns: list[URLPattern] = [
    path("", site.home, name="home"),
    path("v/<slug:slug>/about/", site.about, name="about"),
    path("v/<slug:slug>/rules/", rules.rules, name="rules"),
    path("v/<slug:slug>/my/", my.my, name="my"),
    path("v/<slug:slug>/work/claims/", claim_lists.claim_list, name="claim_list"),
    path("v/<slug:slug>/work/claims/new/", claims.claim_new, name="claim_new"),
    path("v/<slug:slug>/work/claims/look/", claim_look.claim_look, name="claim_look"),
    path("v/<slug:slug>/work/claims/find/", claim_look.claim_find, name="claim_find"),
    path("v/<slug:slug>/work/claims/send/", claim_lists.claim_send, name="claim_send"),
    path("v/<slug:slug>/work/claims/<uuid:pk>/", claims.claim_edit, name="claim_edit"),
    path("v/<slug:slug>/work/claims/<uuid:pk>/delete/", claims.claim_delete, name="claim_delete"),
    path("v/<slug:slug>/work/claims/<uuid:pk>/withdraw/", claims.claim_withdraw, name="claim_withdraw"),
    path("v/<slug:slug>/work/batches/<int:number>/", claim_lists.batch, name="batch"),
    path("v/<slug:slug>/work/deeds/new/", deeds.deed_new, name="deed_new"),
    path("v/<slug:slug>/photos/<uuid:pk>/<slug:size>/", photos.photo, name="photo"),
]
