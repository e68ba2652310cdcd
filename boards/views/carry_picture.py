"""The red board as a picture for a phone: drawn here, of the red board alone."""

from __future__ import annotations

import io
from collections.abc import Iterator

import segno
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from boards.queries.board_lines import Board
from boards.views.words import label
from points.models import Village
from villagegov.kernel import periods
from villagegov.web.fonts import Font
from villagegov.web.templatetags.web import household_of, points, short_day, signless

WIDTH, EDGE, GAP = 1080, 64, 28
#: A chat shows no longer picture in one piece.
MOST = 40
PAPER, INK, SOFT, RED, LINE = "#faf7f2", "#1f1b16", "#5c544a", "#b3261e", "#e3dcd0"
CLOSING = frozenset("，。；：、！？）》”’,.;:!?)")
Drawn = list[tuple[str, int, str]]


def words_of(village: Village, board: Board) -> str:
    """Everything that will be written, to be looked at before."""
    return "".join((*_head(village, board), _foot(board), *(word for words in _entries(board) for word in words)))


def png(village: Village, board: Board, font: Font, address: str) -> bytes:
    """The picture's bytes. Drawn twice: once to learn how high it gets."""
    height = _draw(ImageDraw.Draw(Image.new("RGB", (WIDTH, 10))), village, board, font)
    code = _code(address)
    image = Image.new("RGB", (WIDTH, height + code.height + 2 * EDGE), PAPER)
    pen = ImageDraw.Draw(image)
    _draw(pen, village, board, font)
    image.paste(code, (EDGE, height + EDGE))
    small = font.sized(32)
    top = height + EDGE
    for line in _wrapped(_foot(board), small, WIDTH - 3 * EDGE - code.width):
        pen.text((2 * EDGE + code.width, top), line, SOFT, small)
        top += 48
    target = io.BytesIO()
    image.quantize(64).save(target, "PNG", optimize=True)
    return target.getvalue()


def _draw(pen: ImageDraw.ImageDraw, village: Village, board: Board, font: Font) -> int:
    """Head and entries; returns where they end."""
    place, title, issue, sums = _head(village, board)
    pen.rectangle((0, 0, WIDTH, 250), RED)
    pen.text((EDGE, 44), place, "white", font.sized(44))
    pen.text((EDGE, 116), title, "white", font.sized(84))
    number = font.sized(40)
    pen.text((WIDTH - EDGE - number.getlength(issue), 48), issue, "white", number)
    top = 250 + GAP
    for line in _wrapped(sums, font.sized(36), WIDTH - 2 * EDGE):
        pen.text((EDGE, top), line, SOFT, font.sized(36))
        top += 54
    name_font, group_font, why_font = font.sized(50), font.sized(34), font.sized(42)
    for name, group, worth, reason in _entries(board):
        top += GAP
        pen.line((EDGE, top, WIDTH - EDGE, top), LINE, 3)
        top += GAP
        pen.text((EDGE, top), name, INK, name_font)
        pen.text((EDGE + name_font.getlength(name) + 20, top + 16), group, SOFT, group_font)
        pen.text((WIDTH - EDGE - name_font.getlength(worth), top), worth, RED, name_font)
        top += 74
        for line in _wrapped(reason, why_font, WIDTH - 2 * EDGE):
            pen.text((EDGE, top), line, INK, why_font)
            top += 62
    return top + GAP


def _head(village: Village, board: Board) -> tuple[str, str, str, str]:
    month = label(periods.month(board.month))
    sums = _("Published %(day)s") % {"day": short_day(board.published_on)}
    if board.households is not None:
        sums = _(
            "%(households)s households · %(scoring)s of them earned points in the month, %(points)s in all"
            " · published %(day)s"
        ) % {
            "households": board.households,
            "scoring": board.scoring,
            "points": signless(board.points_total),
            "day": short_day(board.published_on),
        }
    return (
        village.name,
        _("Red board, %(month)s") % {"month": month},
        _("No. %(number)s") % {"number": board.number},
        sums,
    )


def _entries(board: Board) -> Iterator[tuple[str, str, str, str]]:
    for line in board.red[:MOST]:
        worth = points(line.points) if line.points else ""
        yield str(household_of(line.household)), line.group, worth, line.reason
    if not board.red:
        yield _("Nobody in this issue."), "", "", ""


def _foot(board: Board) -> str:
    if not board.with_points:
        return _("The whole board, and what else the village makes public, stand on its page: scan it.")
    return _("Everybody’s points, what is in publicity and the rules stand on the village’s page: scan it.")


def _code(address: str) -> Image.Image:
    data = io.BytesIO()
    segno.make(address, error="m").save(data, kind="png", scale=7, border=1)
    return Image.open(data).convert("RGB")


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Lines that fit; none begins with a closing sign, as one writes Chinese."""
    lines, line = [], ""
    for char in text:
        if line and font.getlength(line + char) > width and char not in CLOSING:
            lines.append(line)
            line = "" if char == " " else char
        else:
            line += char
    return [*lines, line] if line else lines
