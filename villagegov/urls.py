"""Addresses of the whole site."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from villagegov.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("", include("villagegov.web.urls")),  # before the admin: it has no log-in page of its own
    path("admin/", admin.site.urls),
    path("", include("boards.urls")),
    path("", include("councils.urls")),
    path("", include("points.urls")),
]
