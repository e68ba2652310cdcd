"""One posting at the office: writing it, its tables and files, the check, and what becomes of it once it stands."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from councils.enums_disclosure import POSTING_OPEN, PostingState
from councils.forms.disclosure.posting import (
    CorrectForm,
    EditForm,
    FileForm,
    ReasonForm,
    TableForm,
    TakeDownForm,
)
from councils.models import Posting, PostingFile, PostingTable, TableToMask
from councils.queries.disclosure import postings, who
from councils.services.disclosure import files, tables
from councils.services.disclosure import postings as services
from councils.views.disclosure import words
from councils.views.disclosure.desk import here, posting_or_404
from councils.views.disclosure.posting import answer, shown_table
from points.enums import Module
from points.models import User
from points.views.off import with_module
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


@village_view(*who.OFFICE)
@with_module(Module.DISCLOSURE)
def posting(request: HttpRequest, posting_id: uuid.UUID) -> HttpResponse:
    village, user = here(request)
    found = posting_or_404(request, posting_id)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    forms = _forms(request, found, act)
    if act:
        form = forms.get(act)
        if (form is None or form.is_valid()) and (made := _done(request, found, act, form, user)):
            return made
    writes = who.may_write(user, village)
    is_open = found.state in POSTING_OPEN
    context = {
        "village": village,
        "posting": found,
        "period": words.period(found.period_start, found.period_end),
        "forms": forms,
        "steps": postings.steps_of(found),
        "tables": [shown_table(one) for one in found.tables.all()],
        "files": list(found.files.all()),
        "waiting": TableToMask.objects.filter(village=village, posting=found).first() if is_open else None,
        "may_edit": writes and is_open,
        "may_check": postings.may_check(user, found),
        "own": found.state == PostingState.TO_CHECK and who.may_check(user, village),
        "may_correct": writes and found.state in (PostingState.POSTED, PostingState.TAKEN_DOWN),
        "may_take_down": who.may_check(user, village) and found.state == PostingState.POSTED,
        "shown": found.state in (PostingState.POSTED, PostingState.REPLACED, PostingState.TAKEN_DOWN),
        "days": services.days_posted(found, clock.today()),
    }
    return render(request, "councils/disclosure/work.html", context)


def _forms(request: HttpRequest, found: Posting, act: str) -> dict[str, Any]:
    def given(name: str) -> Any:
        return request.POST if act == name else None

    upload = request.FILES if act == "file" else None
    sheet = request.FILES if act == "table" else None
    return {
        "save": EditForm(
            given("save"), posting=found, categories=postings.categories(found.village), auto_id="save_%s"
        ),
        "table": TableForm(given("table"), sheet, auto_id="table_%s"),
        "file": FileForm(given("file"), upload, auto_id="file_%s"),
        "back": ReasonForm(given("back"), auto_id="back_%s", hint=_("Whoever wrote it reads this.")),
        "correct": CorrectForm(
            given("correct"), auto_id="correct_%s", hint=_("Everybody reads this beside the new edition.")
        ),
        "down": TakeDownForm(given("down"), auto_id="down_%s", hint=_("Everybody reads this where the posting stood.")),
    }


def _done(request: HttpRequest, found: Posting, act: str, form: Any, user: User) -> HttpResponse | None:
    """One act of the page; a refusal goes beside its field, or on top of the page."""
    doer = _ACTS.get(act)
    if doer is None:
        return None
    view, key = "councils:disclosure_posting", found.pk
    try:
        if act in ("remove_table", "remove_file"):
            sentence = _removed(request, found, act, user)
        else:
            done = doer(form, {"posting": found, "by": user, "at": clock.now()})
            sentence = str(_SAID[act])
            key = done.pk if act == "correct" else key
    except DomainError as error:
        if form is None:
            raise
        form.add_domain_error(error)
        return None
    if sentence:
        messages.success(request, sentence)
    if act == "drop":
        return redirect("councils:disclosure_desk", slug=found.village.slug)
    view = "councils:disclosure_table" if act == "table" else view
    return redirect(view, slug=found.village.slug, posting_id=key)


def _reason(form: Any) -> str:
    return str(form.cleaned_data["reason"])


def _file(form: Any, common: dict[str, Any]) -> Any:
    data = form.cleaned_data
    return files.add(upload=data["upload"], caption=data["caption"], looked=data["looked"], **common)


#: By act: what is done with the form and with posting, person and moment.
_ACTS: dict[str, Callable[[Any, dict[str, Any]], Any]] = {
    "save": lambda form, common: services.save(data=form.posting(), **common),
    "send": lambda form, common: services.send(**common),
    "drop": lambda form, common: services.drop(**common),
    "table": lambda form, common: tables.upload(file=form.cleaned_data["file"], **common),
    "file": _file,
    "check": lambda form, common: services.check(**common),
    "back": lambda form, common: services.send_back(reason=_reason(form), **common),
    "correct": lambda form, common: services.correct(reason=_reason(form), id=form.key(), **common),
    "down": lambda form, common: services.take_down(reason=_reason(form), erase=form.cleaned_data["erase"], **common),
    "remove_table": lambda form, common: None,
    "remove_file": lambda form, common: None,
}
_SAID = {
    "save": gettext_lazy("Saved."),
    "send": gettext_lazy("Handed in. A supervisor checks it, then it stands on the board."),
    "drop": gettext_lazy("Given up."),
    "table": "",
    "file": gettext_lazy("Added."),
    "check": gettext_lazy("Checked. It stands on the board from now on."),
    "back": gettext_lazy("Sent back."),
    "correct": gettext_lazy("A new edition is begun. The old one stands until this one is checked."),
    "down": gettext_lazy("Taken down. That it was, and why, stays to be read."),
}


def _removed(request: HttpRequest, found: Posting, act: str, user: User) -> str:
    """The same button twice takes away once."""
    key = as_uuid(request.POST.get("part", ""))
    here_ = {"village": found.village_id, "posting": found, "pk": key}
    if act == "remove_table" and (table := PostingTable.objects.filter(**here_).first()):
        table.posting = found
        tables.remove(table=table, by=user, at=clock.now())
    if act == "remove_file" and (file := PostingFile.objects.filter(**here_).first()):
        file.posting = found
        files.remove(file=file, by=user, at=clock.now())
    return _("Taken away.")


@require_safe
@village_view(*who.OFFICE)
@with_module(Module.DISCLOSURE)
def file(request: HttpRequest, posting_id: uuid.UUID, file_id: uuid.UUID, size: str) -> HttpResponse:
    """Of a posting that is not public yet."""
    village, _user = here(request)
    found = PostingFile.objects.filter(village=village, posting=posting_id, pk=file_id).first()
    return answer(found, size)
