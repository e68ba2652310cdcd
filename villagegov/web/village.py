"""Views of one village: the address fixes the village, the decorator says who may come in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

View = Callable[..., HttpResponse]


def village_view(*roles: str) -> Callable[[View], View]:
    """Resolve ``slug`` to ``request.village`` (404) and let in whoever has one of ``roles`` there; none named: everybody.

    Sets ``request.roles``, empty for people who are not signed in. The superuser has no role in any village: running the
    machine is no reason to act for a household.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            # By name, as the foreign key in VillageModel: the shell stands below the app that owns the table.
            village_model = apps.get_model("points", "Village")
            village = village_model.objects.select_related("town__parent").filter(slug=slug).first()
            if village is None:
                raise Http404(_("There is no village at this address."))
            request.village = village  # type: ignore[attr-defined]
            user = request.user
            request.roles = user.roles_in(village.pk) if user.is_authenticated else frozenset()  # type: ignore[attr-defined,union-attr]
            if roles and not user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if roles and not request.roles & set(roles):  # type: ignore[attr-defined]
                raise PermissionDenied(_("Your account has no part in this page of the village."))
            return view(request, *args, **kwargs)

        return wrapped

    return decorate
