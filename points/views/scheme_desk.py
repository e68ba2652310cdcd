"""The rules desk: versions of the points rules, one version, its title and base points, copying and throwing away."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import wraps
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from points.enums import Role
from points.forms.scheme_desk import DraftForm
from points.models import Category, Item, Scheme
from points.queries import rules, schemes
from points.sample.template import scheme_template
from points.services import drafts
from points.services import schemes as services
from points.views.off import with_points
from points.views.officer import village_and_user
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view

READERS = (Role.ADMINISTRATOR, Role.COMMITTEE, Role.SUPERVISOR)
WRITERS = (Role.ADMINISTRATOR,)

View = Callable[..., HttpResponse]


def readers_page(view: View) -> View:
    """Committee and supervisors read the desk."""
    return require_safe(village_view(*READERS)(with_points(view)))


def writers_page(view: View) -> View:
    """The administrator works at it."""
    return village_view(*WRITERS)(with_points(view))


def scheme_of(request: HttpRequest, pk: uuid.UUID) -> Scheme:
    """The version of this village, or 404."""
    village, _user = village_and_user(request)
    found = Scheme.objects.filter(village=village, pk=pk).select_related("mandate").first()
    if found is None:
        raise Http404(str(pk))
    found.village = village
    return found


def draft_page(view: View) -> View:
    """A page that changes a draft; rules in force are shown instead, with the reason."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: uuid.UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        scheme = scheme_of(request, pk)
        try:
            services.require_draft(scheme)
        except DomainError as error:
            messages.warning(request, str(error))
            return to_scheme(scheme)
        return view(request, scheme, *args, **kwargs)

    return writers_page(wrapped)


def to_scheme(scheme: Scheme, anchor: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(address("scheme", scheme) + anchor)


def address(name: str, scheme: Scheme, *args: Any) -> str:
    return reverse(f"points:{name}", args=[scheme.village.slug, scheme.pk, *args])


def may_write(request: HttpRequest) -> bool:
    return bool(frozenset(WRITERS) & request.roles)  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------------------------------------- list


@readers_page
def scheme_list(request: HttpRequest) -> HttpResponse:
    """Drafts first, then what is decided, the latest first."""
    village, _user = village_and_user(request)
    versions = schemes.timeline(village, clock.today())
    context = {
        "drafts": [version for version in versions if version.standing == "draft"],
        "decided": [version for version in versions if version.standing != "draft"],
        "may_write": may_write(request),
    }
    return render(request, "points/scheme/list.html", context)


@require_POST
@writers_page
def scheme_new(request: HttpRequest) -> HttpResponse:
    """A draft without an earlier version: from the sixty-nine items, or empty."""
    village, user = village_and_user(request)
    title = _("Points rules of %(village)s") % {"village": village.name}
    template = scheme_template(title=title[:60])
    if request.POST.get("from") == "nothing":
        template = services.SchemeTemplate(title=title[:60], base_points=100, categories=[])
    scheme = services.draft_from_template(village=village, template=template, by=user, at=clock.now())
    messages.success(request, _("Here is the draft. Change it until it fits your village."))
    return to_scheme(scheme)


@require_POST
@writers_page
def scheme_copy(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A draft with everything of a version."""
    scheme = scheme_of(request, pk)
    title = _("%(title)s (draft)") % {"title": scheme.title}
    copy = services.copy_scheme(scheme=scheme, title=title[:60], by=village_and_user(request)[1], at=clock.now())
    messages.success(request, _("Here is the copy. Change it, try it out, then put it to the vote."))
    return to_scheme(copy)


# ------------------------------------------------------------------------------------------------------ one version


@readers_page
def scheme_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One version; a draft with everything that can be done to it."""
    scheme = scheme_of(request, pk)
    items = schemes.items_of(scheme)
    village, _user = village_and_user(request)
    context = {
        "scheme": scheme,
        "chapters": chapters_of(scheme, items),
        "item_count": len(items),
        "awards": sum(item.points > 0 for item in items),
        "standing": schemes.standing(scheme, schemes.scheme_on(village, clock.today())),
        "may_write": may_write(request),
        "editable": scheme.is_draft and may_write(request),
    }
    return render(request, "points/scheme/page.html", context)


def chapters_of(scheme: Scheme, items: Sequence[Item]) -> list[dict[str, Any]]:
    """Categories with their rules in words, empty ones too."""
    by_category = {
        key: list(found) for key, found in groupby(rules.in_words(items), key=lambda rule: rule.item.category_id)
    }
    rows = Category.objects.filter(village=scheme.village_id, scheme=scheme)
    return [{"category": row, "rules": by_category.get(row.pk, [])} for row in rows]


@draft_page
def scheme_edit(request: HttpRequest, scheme: Scheme) -> HttpResponse:
    """Title and base points."""
    initial = {"title": scheme.title, "base_points": scheme.base_points, "late_join": scheme.late_join}
    form = DraftForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            drafts.change_draft(scheme=scheme, by=village_and_user(request)[1], at=clock.now(), **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return to_scheme(scheme)
    return render(request, "points/scheme/edit.html", {"scheme": scheme, "form": form})


@draft_page
def scheme_delete(request: HttpRequest, scheme: Scheme) -> HttpResponse:
    """Throw a draft away, after one question."""
    if request.method == "POST":
        drafts.delete_draft(scheme=scheme, by=village_and_user(request)[1], at=clock.now())
        messages.success(request, _("The draft is gone."))
        return HttpResponseRedirect(reverse("points:scheme_list", args=[scheme.village.slug]))
    count = Item.objects.filter(village=scheme.village_id, scheme=scheme).count()
    return render(request, "points/scheme/delete.html", {"scheme": scheme, "item_count": count})
