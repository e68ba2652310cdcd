"""The red board in words to be carried by hand: for the chat group, and for the loudspeaker. Never the black board."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.queries.board_lines import Board, Line
from boards.views.words import label
from points.models import Village
from villagegov.kernel import numerals, periods
from villagegov.web.templatetags.web import points, short_day, signless


def for_the_chat(village: Village, board: Board, address: str) -> str:
    """As one pastes it: a head, a sentence of numbers, an entry a line, and where the rest stands."""
    lines = [_("%(village)s: red board of %(month)s, No. %(number)s") % {**_names(village, board)}]
    if board.households is not None:
        lines.append(
            _("%(households)s households, %(scoring)s of them earned points in the month, %(points)s in all.")
            % {"households": board.households, "scoring": board.scoring, "points": signless(board.points_total)}
        )
    lines.append("")
    lines += [f"{place}. {_entry(line)}" for place, line in enumerate(board.red, 1)] or [_("Nobody in this issue.")]
    lines += [
        "",
        _where(board) % {"day": short_day(board.published_on), "address": address},
        _("Who disagrees tells the village office or the supervisors."),
    ]
    return "\n".join(lines)


def for_the_loudspeaker(village: Village, board: Board) -> str:
    """Short sentences, numbers in words, a masked name read so that everybody hears it is masked."""
    sentences = [
        _("Good day to everybody in %(village)s.") % {"village": village.name},
        _("This is the red board of %(month)s, number %(number)s.") % {**_names(village, board)},
    ]
    if board.households is not None:
        sentences.append(
            _("Of %(households)s households %(scoring)s households earned points, %(points)s points in all.")
            % {"households": board.households, "scoring": board.scoring, "points": board.points_total}
        )
    count = len(board.red)
    sentences.append(
        ngettext("%(count)s household stands on the red board.", "%(count)s households stand on the red board.", count)
        % {"count": count}
        if count
        else _("Nobody stands on the red board this time.")
    )
    sentences += [_aloud_entry(line) for line in board.red]
    sentences += [
        _("The whole list stands on the notice board and on the village’s page."),
        _("Who disagrees tells the village office or the supervisors."),
        _("That is all. Thank you."),
    ]
    return "\n".join(_aloud(sentence) for sentence in sentences)


def _names(village: Village, board: Board) -> dict[str, object]:
    return {"village": village.name, "month": label(periods.month(board.month)), "number": board.number}


def _where(board: Board) -> str:
    if board.with_points:
        return _("Published %(day)s. Everybody’s points, what is in publicity, the rules: %(address)s")
    return _("Published %(day)s. The whole board stands on the village’s page: %(address)s")


def _entry(line: Line) -> str:
    values = {"name": line.household, "group": line.group, "reason": line.reason, "points": points(line.points)}
    if not line.points:
        return _("%(name)s’s household (%(group)s): %(reason)s") % values
    return _("%(name)s’s household (%(group)s), %(points)s: %(reason)s") % values


def _aloud_entry(line: Line) -> str:
    values = {"name": line.household, "group": line.group, "reason": _ended(line.reason), "points": line.points}
    if not line.points:
        return _("The household of %(name)s, %(group)s. %(reason)s") % values
    return _("The household of %(name)s, %(group)s. %(reason)s Plus %(points)s points.") % values


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(("。", "！", ".", "!")) else f"{sentence}。"


def _aloud(sentence: str) -> str:
    """Digits stay digits in a language that reads them by itself."""
    chinese = (translation.get_language() or "").startswith("zh")
    return numerals.read_aloud(sentence) if chinese else sentence
