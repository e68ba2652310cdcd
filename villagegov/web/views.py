"""The shell: logging in and out, password, language, large text, about this site."""

from __future__ import annotations

import math
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from villagegov.web.accounts import LogInForm, NewPasswordForm
from villagegov.web.caching import public_page
from villagegov.web.context import landing, secret_page
from villagegov.web.middleware import LARGE_TEXT_COOKIE

YEAR = 365 * 24 * 3600


class LogIn(LoginView):
    """Keeps ``next``; else each goes to the page of their role. The signed-in may change to another name here."""

    authentication_form = LogInForm

    def get_default_redirect_url(self) -> str:
        return landing(self.request)


class LogOut(LogoutView):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        messages.success(request, _("You are logged out. Whoever uses this machine next does not see your pages."))
        return response


class NewPassword(PasswordChangeView):
    form_class = NewPasswordForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Who logs in with a PIN has no password to change."""
        other = secret_page(request) if request.user.is_authenticated else ""
        return HttpResponseRedirect(other) if other else super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        messages.success(self.request, _("The password is changed. Use the new one from now on."))
        return landing(self.request)


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """After too many wrong passwords (AXES_LOCKOUT_CALLABLE): how long, whom to ask."""
    cooloff = settings.AXES_COOLOFF_TIME.total_seconds()
    context = {"minutes": math.ceil(cooloff / 60), "tries": settings.AXES_FAILURE_LIMIT}
    page = render(request, "registration/locked.html", context, status=429)
    page.headers["Retry-After"] = str(int(cooloff))
    return page


# The two switches change a cookie of the reader's own and nothing else. They carry no CSRF token: a token in the header
# would make every copy of a public page different and its ETag worthless.


@csrf_exempt
@require_POST
def large_text(request: HttpRequest) -> HttpResponse:
    response = _back(request)
    if request.POST.get("large") == "1":
        response.set_cookie(LARGE_TEXT_COOKIE, "1", max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
    else:
        response.delete_cookie(LARGE_TEXT_COOKIE, samesite="Lax")
    return response


@csrf_exempt
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    response = _back(request)
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


@public_page()
def about_site(request: HttpRequest) -> HttpResponse:
    steps = (
        _("claimed"),
        _("reviewed by at least two"),
        _("in publicity for a week"),
        _("posted"),
        _("on the month’s board"),
    )
    return render(request, "web/about_site.html", {"steps": [{"label": step, "state": "next"} for step in steps]})


def admin_login(request: HttpRequest) -> HttpResponse:
    """The admin has no log-in page of its own: one page, one lock-out, one set of words."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(reverse("login") + (f"?{query}" if query else ""))


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the switch was pressed on, if it is one of ours."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    return HttpResponseRedirect(target)
