"""The result of a contest on paper: every round, every judge's sums, who kept away."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from boards.models import Contest, ContestEntrant, ContestScore, ContestWalk, ContestWalker
from boards.queries.contests import entrants
from boards.queries.jury import HUNDREDTHS, hundredths


@dataclass
class SheetRow:
    entrant: ContestEntrant
    #: A sum, or why nobody gave one, by judge in the order of the sheet.
    cells: list[str] = field(default_factory=list)
    result: str = ""


@dataclass
class SheetRound:
    """One round on paper: its judges (or those on the walk), and a row for each entrant."""

    number: int
    judges: list[str]
    rows: list[SheetRow]
    walk: ContestWalk | None = None


def sheet(contest: Contest) -> list[SheetRound]:
    """Every round that counts, for the printed result. Five queries."""
    everybody = entrants(contest)
    scores = list(
        ContestScore.objects.filter(village=contest.village_id, entrant__contest=contest)
        .select_related("judge")
        .order_by("round", "judge__name", "id")
    )
    walks = {
        walk.round: walk
        for walk in ContestWalk.objects.filter(village=contest.village_id, contest=contest).select_related(
            "recorded_by", "confirmed_by"
        )
    }
    names: dict[uuid.UUID, list[str]] = {}
    for walker in ContestWalker.objects.filter(village=contest.village_id, walk__contest=contest).order_by("name"):
        names.setdefault(walker.walk_id, []).append(walker.name)
    found = []
    for number in sorted({score.round for score in scores}):
        here = [score for score in scores if score.round == number]
        walk = walks.get(number)
        judges = names.get(walk.pk, []) if walk else list(dict.fromkeys(_judge_name(score) for score in here))
        found.append(SheetRound(number, judges, _sheet_rows(everybody, here, judges, walk), walk))
    return found


def _sheet_rows(
    everybody: Iterable[ContestEntrant], scores: Sequence[ContestScore], judges: Sequence[str], walk: ContestWalk | None
) -> list[SheetRow]:
    rows = []
    for entrant in everybody:
        own = {_judge_name(score): score for score in scores if score.entrant_id == entrant.pk}
        if not own:
            continue
        counted = [score.total for score in own.values() if score.counted and not score.recused]
        cells = [str(own[""].total)] if walk else [_cell(own.get(name)) for name in judges]
        result = f"{hundredths(counted) / HUNDREDTHS:.2f}" if counted else ""
        rows.append(SheetRow(entrant, cells, result))
    return rows


def _judge_name(score: ContestScore) -> str:
    return score.judge.name if score.judge is not None else ""


def _cell(score: ContestScore | None) -> str:
    if score is None:
        return ""
    if score.recused:
        return str(score.get_recused_display())
    return str(score.total) if score.counted else f"({score.total})"
