"""Contests on paper: the result sheet to sign, and the certificates, A4 across."""

from __future__ import annotations

import uuid

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from boards.enums import ContestState
from boards.models import ContestAward
from boards.queries import contest_sheet, contests
from boards.views.contest_desk import OFFICE
from boards.views.contests import criteria, found, quarter_label
from points.enums import Role
from points.models import Village
from points.views.off import with_points
from villagegov.kernel import clock
from villagegov.web.village import village_view

WITH_RESULT = (ContestState.DECIDED, ContestState.PUBLICISED, ContestState.AWARDED)


@require_safe
@village_view(*OFFICE)
@with_points
def result_sheet(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The result with every judge's sum, who kept away, and lines to sign."""
    village: Village = request.village  # type: ignore[attr-defined]
    contest = found(village, pk)
    if contest.state not in WITH_RESULT:
        raise Http404(pk)
    context = {
        "village": village,
        "contest": contest,
        "quarter": quarter_label(contest),
        "criteria": criteria(contest),
        "rounds": contest_sheet.sheet(contest),
        "entrants": contests.entrants(contest),
        "today": clock.today(),
    }
    return render(request, "boards/contest_sheet.html", context)


@require_safe
@village_view(Role.OFFICER, Role.ADMINISTRATOR)
@with_points
def certificates(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A page for each certificate of a contest."""
    village: Village = request.village  # type: ignore[attr-defined]
    contest = found(village, pk)
    if contest.state != ContestState.AWARDED:
        raise Http404(pk)
    context = {
        "village": village,
        "contest": contest,
        "quarter": quarter_label(contest),
        "rows": [{"award": award, "qr": _code(request, village, award)} for award in contests.awards_of(contest)],
    }
    return render(request, "boards/contest_certificates.html", context)


def _code(request: HttpRequest, village: Village, award: ContestAward) -> SafeString:
    """The address of the page that says the certificate is genuine, drawn as a path without a style of its own."""
    address = request.build_absolute_uri(reverse("boards:certificate", args=[village.slug, award.code]))
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(scale=1, border=2, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S308
