"""Addresses of points: the site's first page, a village's profile and rules, the passbook, the officer's work."""

from django.urls import URLPattern, path

from points.views import site

app_name = "points"

urlpatterns: list[URLPattern] = [
    path("", site.home, name="home"),
    path("v/<slug:slug>/about/", site.about, name="about"),
]
