"""Questions at the office: what waits by when, answering, withholding."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from councils.enums_disclosure import QuestionState
from councils.forms.disclosure.question import AnswerForm, WithholdForm
from councils.models import PostingQuestion
from councils.queries.disclosure import questions as queries
from councils.queries.disclosure import who
from councils.services.disclosure import questions as services
from councils.views.disclosure.desk import here
from points.enums import Module
from points.models import User
from points.views.off import with_module
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view

PER_PAGE = 40
LISTS = {
    "open": gettext_lazy("Waiting"),
    "answered": gettext_lazy("Answered"),
    "withheld": gettext_lazy("Not shown"),
    "all": gettext_lazy("All"),
}


@require_safe
@village_view(*who.ANSWERERS)
@with_module(Module.DISCLOSURE)
def listing(request: HttpRequest) -> HttpResponse:
    village, _user = here(request)
    what = request.GET.get("list", "open")
    what = what if what in LISTS else "open"
    today = clock.today()
    page = Paginator(queries.of_list(village, what, today), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "village": village,
        "today": today,
        "page_obj": page,
        "counts": queries.counts(village, today),
        "tabs": [{"label": label, "url": f"?list={key}", "current": key == what} for key, label in LISTS.items()],
    }
    return render(request, "councils/disclosure/questions.html", context)


@village_view(*who.ANSWERERS)
@with_module(Module.DISCLOSURE)
def question(request: HttpRequest, question_id: uuid.UUID) -> HttpResponse:
    village, user = here(request)
    rows = PostingQuestion.objects.filter(village=village, pk=question_id)
    found = rows.select_related("posting", "household__group", "answered_by", "withheld_by").first()
    if found is None:
        raise Http404(question_id)
    found.village = village
    act = request.POST.get("act", "") if request.method == "POST" else ""
    forms = {
        "answer": AnswerForm(request.POST if act == "answer" else None, auto_id="answer_%s"),
        "withhold": WithholdForm(request.POST if act == "withhold" else None, auto_id="withhold_%s"),
    }
    if act in forms and forms[act].is_valid() and _done(request, found, act, forms[act], user):
        return redirect("councils:disclosure_question", slug=village.slug, question_id=found.pk)
    context = {
        "village": village,
        "question": found,
        "today": clock.today(),
        "forms": forms,
        "may_answer": found.state == QuestionState.ASKED,
        "may_withhold": found.state != QuestionState.WITHHELD and who.may_check(user, village),
    }
    return render(request, "councils/disclosure/question.html", context)


def _done(request: HttpRequest, found: PostingQuestion, act: str, form: Any, user: User) -> bool:
    try:
        if act == "answer":
            services.answer(question=found, words=form.cleaned_data["words"], by=user, at=clock.now())
            sentence = _("Answered. Question and answer stand on the board.")
        else:
            services.withhold(question=found, reason=form.cleaned_data["reason"], by=user, at=clock.now())
            sentence = _("Not shown. That there was a question, and why it is not shown, stands on the board.")
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, sentence)
    return True
