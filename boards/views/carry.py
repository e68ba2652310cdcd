"""To carry by hand: ordinary chat groups take no robots, and half of the village hears the loudspeaker."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from boards.queries import board as boards
from boards.queries.board_lines import Board
from boards.views import carry_picture, carry_words
from boards.views.board import how_it_stands
from boards.views.words import month_tabs
from points.enums import Role
from points.models import Village
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError
from villagegov.web import fonts
from villagegov.web.fonts import Font
from villagegov.web.village import village_view

CARRIERS = (Role.OFFICER, Role.COMMITTEE, Role.ADMINISTRATOR)


@require_safe
@village_view(*CARRIERS)
def page(request: HttpRequest) -> HttpResponse:
    """The text, the picture and the script of an issue: ``?month=2026-10``, else the latest."""
    village: Village = request.village  # type: ignore[attr-defined]
    board = _board(request, village)
    if board is None:
        return render(request, "boards/carry_empty.html", {"village": village})
    code = f"{board.month:%Y-%m}"
    here = reverse("boards:carry", kwargs={"slug": village.slug})
    context = {
        "village": village,
        "board": board,
        "tabs": month_tabs(board.months, board.month, lambda month: f"{here}?month={month:%Y-%m}"),
        "chat": carry_words.for_the_chat(village, board, _public(request, village)),
        "script": carry_words.for_the_loudspeaker(village, board),
        "trouble": _trouble(village, board, fonts.chinese()),
        "picture": f"{reverse('boards:carry_picture', kwargs={'slug': village.slug})}?month={code}",
        "paper": reverse("boards:board_paper", kwargs={"slug": village.slug, "month": code}),
        "file": f"{village.slug}-{code}.png",
    }
    return render(request, "boards/carry.html", context)


@require_safe
@village_view(*CARRIERS)
def picture(request: HttpRequest) -> HttpResponse:
    village: Village = request.village  # type: ignore[attr-defined]
    board, font = _board(request, village), fonts.chinese()
    if board is None:
        raise Http404
    trouble = _trouble(village, board, font)
    if font is None or trouble:
        raise DomainError(trouble, code="no_font")
    return HttpResponse(carry_picture.png(village, board, font, _public(request, village)), content_type="image/png")


def _board(request: HttpRequest, village: Village) -> Board | None:
    """The red board as the public reads it: masked unless a household agreed, whoever carries it."""
    code = request.GET.get("month", "")
    try:
        month = periods.parse_month(code) if code else None
    except ValueError as error:
        raise Http404(code) from error
    return boards.board(village, month, clock.today(), how_it_stands(request))


def _public(request: HttpRequest, village: Village) -> str:
    return request.build_absolute_uri(reverse("boards:village", kwargs={"slug": village.slug}))


def _trouble(village: Village, board: Board, font: Font | None) -> str:
    """Why no picture can be drawn here, and what to do instead; empty where it can."""
    if font is None:
        return _(
            "No Chinese font is installed on the server, so it cannot draw the picture. Open the sheet for the wall on "
            "a phone and take a screenshot; whoever looks after the server can install a font (docs/production.md)."
        )
    missing = font.missing(carry_picture.words_of(village, board))
    if missing:
        return _(
            "The font on the server cannot write: %(characters)s. Open the sheet for the wall on a phone and take a "
            "screenshot."
        ) % {"characters": " ".join(missing)}
    return ""
