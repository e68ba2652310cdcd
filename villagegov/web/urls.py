"""Addresses of the shell. ``admin/login/`` must come before the admin's own."""

from django.urls import path

from villagegov.web import views

urlpatterns = [
    path("login/", views.LogIn.as_view(), name="login"),
    path("logout/", views.LogOut.as_view(), name="logout"),
    path("password/", views.NewPassword.as_view(), name="password_change"),
    path("large-text/", views.large_text, name="large_text"),
    path("language/", views.language, name="language"),
    path("about/", views.about_site, name="about_site"),
    path("admin/login/", views.admin_login),
]
