"""Categories and items of a draft: add, change, take away, renumber."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from points.forms.scheme_desk import UNITS, CategoryForm, ItemForm, initial_of
from points.models import Category, Item, Scheme
from points.queries import schemes
from points.services import drafts
from points.views.officer import village_and_user
from points.views.scheme_desk import draft_page, to_scheme
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError


def _categories(scheme: Scheme) -> list[Category]:
    return list(Category.objects.filter(village=scheme.village_id, scheme=scheme))


def _category(scheme: Scheme, pk: uuid.UUID) -> Category:
    found = Category.objects.filter(village=scheme.village_id, scheme=scheme, pk=pk).first()
    if found is None:
        raise Http404(str(pk))
    return found


@draft_page
def category_new(request: HttpRequest, scheme: Scheme) -> HttpResponse:
    number = max((row.number for row in _categories(scheme)), default=0) + 1
    return _category_form(request, scheme, None, {"number": number})


@draft_page
def category_edit(request: HttpRequest, scheme: Scheme, category_pk: uuid.UUID) -> HttpResponse:
    category = _category(scheme, category_pk)
    return _category_form(request, scheme, category, {"number": category.number, "name": category.name})


def _category_form(
    request: HttpRequest, scheme: Scheme, category: Category | None, initial: dict[str, object]
) -> HttpResponse:
    _village, user = village_and_user(request)
    form = CategoryForm(request.POST or None, initial=initial)
    try:
        if request.method == "POST" and request.POST.get("act") == "remove" and category is not None:
            drafts.remove_category(scheme=scheme, category=category, by=user, at=clock.now())
            messages.success(request, _("“%(name)s” has been taken away.") % {"name": category.name})
            return to_scheme(scheme)
        if request.method == "POST" and form.is_valid():
            row = drafts.save_category(scheme=scheme, category=category, by=user, at=clock.now(), **form.cleaned_data)
            messages.success(request, _("Saved: %(name)s.") % {"name": f"{row.number} {row.name}"})
            return to_scheme(scheme, f"#category-{row.number}")
    except DomainError as error:
        if form.is_bound and not form.is_valid():
            form.errors.clear()
        form.add_domain_error(error)
    context = {"scheme": scheme, "category": category, "form": form}
    return render(request, "points/scheme/category.html", context)


@draft_page
def item_new(request: HttpRequest, scheme: Scheme) -> HttpResponse:
    """A new item, at the end of its category unless another number is wished."""
    items, categories = schemes.items_of(scheme), _categories(scheme)
    if not categories:
        messages.warning(request, _("Add a category first; items stand in categories."))
        return to_scheme(scheme)
    chosen = request.GET.get("category", "")
    category = next((row for row in categories if str(row.number) == chosen), categories[-1])
    used = {item.code for item in items}
    code = next(number for number in range(1, 10_000) if number not in used)
    initial = {"category": str(category.pk), "code": code}
    form = ItemForm(request.POST or None, initial=initial, categories=categories, items=items)
    return _item_form(request, scheme, None, form)


@draft_page
def item_edit(request: HttpRequest, scheme: Scheme, item_pk: uuid.UUID) -> HttpResponse:
    items = schemes.items_of(scheme)
    item = _item(items, item_pk)
    others = [row for row in items if row.pk != item.pk]
    form = ItemForm(
        request.POST or None,
        initial=initial_of(item, others),
        categories=_categories(scheme),
        items=items,
        item=item,
    )
    return _item_form(request, scheme, item, form)


def _item(items: list[Item], pk: uuid.UUID) -> Item:
    found = next((item for item in items if item.pk == pk), None)
    if found is None:
        raise Http404(str(pk))
    return found


def _item_form(request: HttpRequest, scheme: Scheme, item: Item | None, form: ItemForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            row = drafts.save_item(
                scheme=scheme, item=item, by=village_and_user(request)[1], at=clock.now(), **form.values()
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": str(row)})
            return to_scheme(scheme, f"#item-{row.code}")
    return render(request, "points/scheme/item.html", {"scheme": scheme, "item": item, "form": form, "units": UNITS})


@draft_page
def item_remove(request: HttpRequest, scheme: Scheme, item_pk: uuid.UUID) -> HttpResponse:
    """Take an item out of the draft, after one question."""
    item = _item(schemes.items_of(scheme), item_pk)
    if request.method == "POST":
        drafts.remove_item(scheme=scheme, item=item, by=village_and_user(request)[1], at=clock.now())
        messages.success(request, _("“%(name)s” has been taken away.") % {"name": str(item)})
        return to_scheme(scheme, f"#category-{item.category.number}")
    return render(request, "points/scheme/item_remove.html", {"scheme": scheme, "item": item})


@draft_page
def renumber(request: HttpRequest, scheme: Scheme) -> HttpResponse:
    """1, 2, 3 … through the categories: shown first."""
    if request.method == "POST":
        count = drafts.renumber(scheme=scheme, by=village_and_user(request)[1], at=clock.now())
        messages.success(request, _("%(count)s items have another number now.") % {"count": count})
        return to_scheme(scheme)
    moving = [
        (item, number) for item, number in drafts.numbers_in_order(schemes.items_of(scheme)) if item.code != number
    ]
    return render(request, "points/scheme/renumber.html", {"scheme": scheme, "moving": moving})
