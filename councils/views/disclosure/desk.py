"""The disclosure board at the office: what has to be written, what waits for the check, what stands; a new posting."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from councils.enums_disclosure import DueState, Rhythm
from councils.forms.disclosure.posting import HappenedForm, WordsForm
from councils.models import Posting
from councils.queries.disclosure import calendar, postings, questions, who
from councils.queries.disclosure.calendar import Due, History
from councils.services.disclosure import postings as services
from councils.views.disclosure import words
from points.enums import Module
from points.models import User, Village
from points.queries import access
from points.views.off import with_module
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view

PER_PAGE = 40
LISTS = {
    "due": gettext_lazy("To be written"),
    "open": gettext_lazy("Drafts"),
    "check": gettext_lazy("To be checked"),
    "posted": pgettext_lazy("postings", "Posted"),
}


def here(request: HttpRequest) -> tuple[Village, User]:
    return request.village, request.user  # type: ignore[attr-defined,return-value]


@require_safe
@village_view(*who.OFFICE)
@with_module(Module.DISCLOSURE)
def desk(request: HttpRequest) -> HttpResponse:
    """``?list=due`` and the others; a supervisor begins with what waits for the check."""
    village, user = here(request)
    writes = who.may_write(user, village)
    what = request.GET.get("list", "due" if writes else "check")
    what = what if what in LISTS else "due"
    today = clock.today()
    histories = calendar.histories(village)
    due = calendar.to_do(village, today, histories)
    begun = postings.under_way(village)
    page = Paginator(postings.of_list(village, what) if what != "due" else Posting.objects.none(), PER_PAGE)
    context = {
        "village": village,
        "what": what,
        "tabs": [{"label": label, "url": f"?list={key}", "current": key == what} for key, label in LISTS.items()],
        "due": [
            (one, words.period(one.first, one.last), words.due(one), begun.get((one.terms.duty_id, one.last)))
            for one in due
        ],
        "overdue": sum(one.state == DueState.OVERDUE for one in due),
        "eventful": [one for one in histories if _eventful(one, today)] if what == "due" else [],
        "page_obj": page.get_page(request.GET.get("page")),
        "may_write": writes,
        "may_keep": access.has_role(user, village, *who.KEEPERS),
        "questions": questions.counts(village, today),
        "duties": what != "due" or bool(histories),
    }
    return render(request, "councils/disclosure/desk.html", context)


def _eventful(history: History, today: date) -> bool:
    terms = history.on(today)
    return terms is not None and terms.rhythm == Rhythm.AS_IT_HAPPENS


@village_view(*who.WRITERS)
@with_module(Module.DISCLOSURE)
def new(request: HttpRequest) -> HttpResponse:
    """``?duty=`` and ``?last=`` (the last day of the period) for what is owed; without them something else."""
    village, user = here(request)
    history, due = _meant(request, village)
    form = _form(request, village, history, due)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.draft(village=village, data=_data(form, history, due), by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Begun. Add tables and files, then hand it in for the check."))
            return redirect("councils:disclosure_posting", slug=village.slug, posting_id=made.pk)
    context = {
        "village": village,
        "form": form,
        "history": history,
        "due": due,
        "terms": (due.terms if due else history.on(clock.today()) or history.latest) if history else None,
        "period": words.period(due.first, due.last) if due else "",
        "words": words.due(due) if due else "",
    }
    return render(request, "councils/disclosure/new.html", context)


def _meant(request: HttpRequest, village: Village) -> tuple[History | None, Due | None]:
    key = as_uuid(request.GET.get("duty", ""))
    if key is None:
        return None, None
    history = calendar.history_of(village, key)
    if history is None:
        raise Http404(key)
    today = clock.today()
    rows = calendar.rows(village, date(today.year - 1, 1, 1), date(today.year, 12, 1), today, [history])
    due = next((one for one in calendar.all_dues(rows) if one.last.isoformat() == request.GET.get("last")), None)
    if due is not None and due.terms.rhythm == Rhythm.AS_IT_HAPPENS:
        due = None
    if due is None and not _eventful(history, today):
        raise Http404(key)
    return history, due


def _form(request: HttpRequest, village: Village, history: History | None, due: Due | None) -> WordsForm:
    data = request.POST or None
    categories = postings.categories(village)
    if history is None:
        return WordsForm(data, categories=categories)
    if due is None:
        return HappenedForm(data, categories=categories).of_duty()
    title = _title(due)
    return WordsForm(data, categories=categories, initial={"title": title}).of_duty()


def _title(due: Due) -> str:
    return f"{words.period(due.first, due.last)}{due.terms.name}"[:60]


def _data(form: WordsForm, history: History | None, due: Due | None) -> services.PostingInput:
    if history is None:
        return form.posting()
    if due is None:
        day = form.cleaned_data["happened_on"]
        return form.posting(history.duty, first=day, last=day)
    return form.posting(history.duty, first=due.first, last=due.last)


def posting_or_404(request: HttpRequest, posting_id: uuid.UUID) -> Posting:
    village: Village = request.village  # type: ignore[attr-defined]
    found = postings.whole(village, posting_id)
    if found is None:
        raise Http404(posting_id)
    found.village = village
    return found


def waiting_count(user: Any, village: Village) -> int:
    """For who writes: what is owed now. For supervisors: what waits for the check."""
    found = postings.to_check(user, village)
    if who.may_write(user, village):
        found += len(calendar.to_do(village, clock.today()))
    return found


def alarm(user: Any, village: Village) -> str:
    """What should be public and is not."""
    overdue = sum(one.state == DueState.OVERDUE for one in calendar.to_do(village, clock.today()))
    return _("%(count)s overdue and not posted") % {"count": overdue} if overdue else ""
