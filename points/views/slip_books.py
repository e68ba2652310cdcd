"""Slip books 申报单本: given out, counted, printed; slips recorded as spoiled. And the address on a slip."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from points.enums import Role, SlipBooks
from points.forms.slips import BookForm, SpoilForm
from points.models import Claim, SlipBook, Village
from points.queries import claims as claim_queries
from points.queries import slips
from points.services import slips as slip_service
from points.services.claims.inputs import tidy_slip
from points.services.claims.slip_books import rule_on
from points.views.off import with_points
from points.views.officer import TYPISTS, officer_page, village_and_user
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view

BOOKS_ON_A_PAGE = 20
#: Who looks at the counts: the supervisors look after the paper too.
READERS = (*TYPISTS, Role.SUPERVISOR)


def used(village: Village) -> bool:
    """Whether the village keeps slip books: the page stands on the work page then."""
    return village.points_on and rule_on(village, clock.today()) != SlipBooks.OFF


@require_safe
@village_view(*READERS)
@with_points
def slip_books(request: HttpRequest) -> HttpResponse:
    """Every book with what became of its slips."""
    village, _user = village_and_user(request)
    page = Paginator(slips.books(village), BOOKS_ON_A_PAGE).get_page(request.GET.get("page"))
    counted = slips.counts(village, list(page.object_list))
    context = {
        "page_obj": page,
        "counts": counted,
        "missing": sum(len(count.missing) for count in counted),
        "used": used(village),
        "may_change": _may_change(request),
    }
    return render(request, "points/slip_books.html", context)


@officer_page
def slip_book_new(request: HttpRequest) -> HttpResponse:
    village, user = village_and_user(request)
    form = BookForm(request.POST or None, village=village)
    if request.method == "POST" and form.is_valid():
        try:
            book = slip_service.issue_book(village=village, by=user, at=clock.now(), **form.values())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Entered: %(book)s. Print it now, or enter the next book.") % {"book": book})
            return _to(book)
    return render(request, "points/slip_book_form.html", {"form": form})


@require_safe
@village_view(*READERS)
@with_points
def slip_book(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One book, slip by slip."""
    return _book_page(request, _book(request, pk), SpoilForm())


@officer_page
def slip_book_change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Spoiled slips recorded or taken back, or the book struck off, by what was pressed."""
    book = _book(request, pk)
    _village, user = village_and_user(request)
    act = request.POST.get("act", "")
    if request.method != "POST" or act not in ("spoil", "unspoil", "strike"):
        return _to(book)
    if act == "spoil":
        return _spoil(request, book)
    if act == "unspoil":
        number = request.POST.get("number", "")
        if number.isascii() and number.isdigit() and len(number) < 10:
            slip_service.unspoil(book=book, number=int(number), by=user, at=clock.now())
            messages.success(request, _("%(slip)s can be entered again.") % {"slip": book.text(int(number))})
        return _to(book)
    slip_service.take_back(book=book, by=user, at=clock.now())
    messages.success(request, _("The book %(book)s has been struck off.") % {"book": book})
    return HttpResponseRedirect(reverse("points:slip_books", args=[book.village.slug]))


def _spoil(request: HttpRequest, book: SlipBook) -> HttpResponse:
    _village, user = village_and_user(request)
    form = SpoilForm(request.POST)
    if form.is_valid():
        try:
            made = slip_service.spoil(
                book=book,
                numbers=slip_service.read_numbers(book, form.cleaned_data["numbers"]),
                reason=form.cleaned_data["reason"],
                by=user,
                at=clock.now(),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            names = _(", ").join(slips.ranges(book, [row.number for row in made]))
            messages.success(request, _("Recorded as spoiled: %(slips)s.") % {"slips": names or "—"})
            return _to(book)
    return _book_page(request, book, form)


def _book_page(request: HttpRequest, book: SlipBook, form: SpoilForm) -> HttpResponse:
    count, lines = slips.slip_lines(book.village, book)
    context = {
        "book": book,
        "count": count,
        "lines": lines,
        "form": form,
        "may_change": _may_change(request),
        "reasons": (_("written wrongly"), _("torn or wet"), _("lost"), _("book handed back unused")),
    }
    return render(request, "points/slip_book.html", context)


def _book(request: HttpRequest, pk: uuid.UUID) -> SlipBook:
    village, _user = village_and_user(request)
    book = slips.book(village, pk)
    if book is None:
        raise Http404(pk)
    return book


def _to(book: SlipBook) -> HttpResponse:
    return HttpResponseRedirect(reverse("points:slip_book", args=[book.village.slug, book.pk]))


def _may_change(request: HttpRequest) -> bool:
    roles: frozenset[Role] = request.roles  # type: ignore[attr-defined]
    return bool(roles & set(TYPISTS))


# ------------------------------------------------------------------------------------------------ the address on a slip


@require_safe
@village_view()
@with_points
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """Where the square code of a slip leads: an officer to the entry page with the number in it, others to what to do.

    Nobody learns here whether the slip has been entered, or for whom.
    """
    village, user = village_and_user(request)
    number = tidy_slip(number.replace("\0", ""))
    finding = slips.find(village, [number]).get(number) if len(number) <= 30 else None
    if finding is None or finding.book is None or finding.printed_as:
        raise Http404(number)
    if not _may_change(request):
        return render(request, "points/slip.html", {"number": number, "signed_in": user.is_authenticated})
    entered = _entered(village, number)
    if entered is None:
        return HttpResponseRedirect(f"{reverse('points:claim_new', args=[village.slug])}?slip={number}")
    messages.warning(request, _("%(slip)s has been entered already; here it is.") % {"slip": number})
    return HttpResponseRedirect(_page_of(request, entered))


def _entered(village: Village, number: str) -> Claim | None:
    rows = claim_queries.live_claims(village).select_related("household")
    return rows.filter(slip_number=number).first() or rows.filter(deed__slip_number=number).first()


def _page_of(request: HttpRequest, claim: Claim) -> str:
    village, user = village_and_user(request)
    if claim_queries.may_change(user, village, claim):
        return reverse("points:claim_edit", args=[village.slug, claim.pk])
    return reverse("points:claim_list", args=[village.slug])
