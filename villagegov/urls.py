"""Addresses of the whole site."""

from django.urls import URLPattern, URLResolver, path

from villagegov.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
]
