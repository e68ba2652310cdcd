"""Addresses of points: the site's first page, a village's profile and rules, the passbook, the officer's work."""

from django.urls import URLPattern, path

from points.views import my, rules, site

app_name = "points"

urlpatterns: list[URLPattern] = [
    path("", site.home, name="home"),
    path("v/<slug:slug>/about/", site.about, name="about"),
    path("v/<slug:slug>/rules/", rules.rules, name="rules"),
    path("v/<slug:slug>/my/", my.my, name="my"),
]
