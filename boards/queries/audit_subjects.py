"""What audit rows of this app are about, in words."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from boards.enums import Colour
from boards.models import (
    BoardEntry,
    BoardIssue,
    BoardMotion,
    BoardProposal,
    Contest,
    ContestEntrant,
    ContestTitle,
    NineVersion,
    Ranking,
    Star,
    StarAward,
    StarObjection,
    StarYear,
)
from points.models import Household, Village
from points.queries.audit_subjects import Subject, register_keys, register_subjects
from villagegov.kernel import periods
from villagegov.web.templatetags.web import month_name


def _issues(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = BoardIssue.objects.filter(village=village, pk__in=keys)
    words = _("Board of %(month)s")
    return {
        row.pk: Subject(words % {"month": month_name(row.month)}, "admin:boards_boardissue_change", (row.pk,))
        for row in rows
    }


def _entries(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = BoardEntry.objects.filter(village=village, pk__in=keys).select_related("household", "issue")
    return {
        row.pk: Subject(
            _("%(household)s · %(board)s of %(month)s")
            % {"household": row.household, "board": Colour(row.colour).label, "month": month_name(row.issue.month)}
        )
        for row in rows
    }


def _proposals(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = BoardProposal.objects.filter(village=village, pk__in=keys).select_related("household")
    words = _("%(household)s · proposed for the %(board)s")
    return {row.pk: Subject(words % {"household": row.household, "board": Colour(row.colour).label}) for row in rows}


def _proposals_of(village: Village, household: Household) -> QuerySet[Any]:
    return BoardProposal.objects.filter(village=village, household=household).values_list("id", flat=True)


def _proposals_with(village: Village, word: str) -> QuerySet[Any]:
    rows = BoardProposal.objects.filter(village=village)
    return rows.filter(Q(reason__icontains=word) | Q(article__icontains=word)).values_list("id", flat=True)


def _motions(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = BoardMotion.objects.filter(village=village, pk__in=keys).select_related("entry__household")
    return {
        row.pk: Subject(
            _("%(household)s · %(motion)s") % {"household": row.entry.household, "motion": row.get_kind_display()},
            "boards:motion",
            (village.slug, row.pk),
        )
        for row in rows
    }


def _motions_of(village: Village, household: Household) -> QuerySet[Any]:
    return BoardMotion.objects.filter(village=village, entry__household=household).values_list("id", flat=True)


def _motions_with(village: Village, word: str) -> QuerySet[Any]:
    rows = BoardMotion.objects.filter(village=village)
    return rows.filter(Q(reason__icontains=word) | Q(note__icontains=word)).values_list("id", flat=True)


def _rankings(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Ranking.objects.filter(village=village, pk__in=keys)
    return {row.pk: Subject(_("Ranking %(period)s") % {"period": _code(row)}) for row in rows}


def _titles(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = ContestTitle.objects.filter(village=village, pk__in=keys)
    return {row.pk: Subject(_("Contest title %(name)s") % {"name": row.name}) for row in rows}


def _contests(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Contest.objects.filter(village=village, pk__in=keys)
    return {row.pk: Subject(_contest_words(row)) for row in rows}


def _entrants(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = ContestEntrant.objects.filter(village=village, pk__in=keys).select_related("household", "contest")
    return {row.pk: Subject(f"{row.household} · {_contest_words(row.contest)}") for row in rows}


def _contest_words(contest: Contest) -> str:
    period = periods.quarter(contest.quarter)
    return _("Contest %(name)s, %(period)s") % {"name": contest.name, "period": period.code}


def _entrants_of(village: Village, household: Household) -> QuerySet[Any]:
    return ContestEntrant.objects.filter(village=village, household=household).values_list("id", flat=True)


def _entrants_with(village: Village, word: str) -> QuerySet[Any]:
    rows = ContestEntrant.objects.filter(village=village).filter(
        Q(reason__icontains=word) | Q(end_note__icontains=word) | Q(withheld__icontains=word)
    )
    return rows.values_list("id", flat=True)


def _code(ranking: Ranking) -> str:
    return periods.period(ranking.kind, ranking.start).code


def _entries_of(village: Village, household: Household) -> QuerySet[Any]:
    return BoardEntry.objects.filter(village=village, household=household).values_list("id", flat=True)


def _entries_with(village: Village, word: str) -> QuerySet[Any]:
    rows = BoardEntry.objects.filter(village=village).filter(
        Q(reason__icontains=word)
        | Q(article__icontains=word)
        | Q(decision_note__icontains=word)
        | Q(end_note__icontains=word)
        | Q(correction__icontains=word)
    )
    return rows.values_list("id", flat=True)


def _star_years(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = StarYear.objects.filter(village=village, pk__in=keys)
    return {row.pk: Subject(_("Year of stars %(year)s") % {"year": row.year}) for row in rows}


def _stars(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Star.objects.filter(village=village, pk__in=keys).select_related("star_year")
    words = _("Star “%(star)s” of %(year)s")
    return {row.pk: Subject(words % {"star": row.name, "year": row.star_year.year}) for row in rows}


def _award_words(award: StarAward) -> str:
    return f"{award.household} · {award.star.name} {award.star.star_year.year}"


def _awards(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = StarAward.objects.filter(village=village, pk__in=keys).select_related("household", "star__star_year")
    return {row.pk: Subject(_award_words(row)) for row in rows}


def _star_objections(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = StarObjection.objects.filter(village=village, pk__in=keys)
    words = _("Objection to: %(what)s")
    return {
        row.pk: Subject(words % {"what": _award_words(row.award)})
        for row in rows.select_related("award__household", "award__star__star_year")
    }


def _nines(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = NineVersion.objects.filter(village=village, pk__in=keys)
    return {row.pk: Subject(_("Red and black nine from %(day)s") % {"day": row}) for row in rows}


def _awards_of(village: Village, household: Household) -> QuerySet[Any]:
    return StarAward.objects.filter(village=village, household=household).values_list("id", flat=True)


def _star_objections_of(village: Village, household: Household) -> QuerySet[Any]:
    return StarObjection.objects.filter(village=village, award__household=household).values_list("id", flat=True)


def _awards_with(village: Village, word: str) -> QuerySet[Any]:
    rows = StarAward.objects.filter(village=village).filter(
        Q(reason__icontains=word)
        | Q(decision_note__icontains=word)
        | Q(overrule_reason__icontains=word)
        | Q(withdrawal_reason__icontains=word)
    )
    return rows.values_list("id", flat=True)


def register() -> None:
    """Called once, when the app is ready."""
    register_subjects("boards.boardissue", _issues)
    register_subjects("boards.boardentry", _entries)
    register_subjects("boards.boardmotion", _motions)
    register_subjects("boards.boardproposal", _proposals)
    register_subjects("boards.ranking", _rankings)
    register_subjects("boards.contesttitle", _titles)
    register_subjects("boards.contest", _contests)
    register_subjects("boards.contestentrant", _entrants)
    register_keys("boards.contestentrant", of_household=_entrants_of, with_word=_entrants_with)
    register_keys("boards.boardentry", of_household=_entries_of, with_word=_entries_with)
    register_subjects("boards.staryear", _star_years)
    register_subjects("boards.star", _stars)
    register_subjects("boards.staraward", _awards)
    register_subjects("boards.starobjection", _star_objections)
    register_subjects("boards.nineversion", _nines)
    register_keys("boards.staraward", of_household=_awards_of, with_word=_awards_with)
    register_keys("boards.starobjection", of_household=_star_objections_of)
    register_keys("boards.boardproposal", of_household=_proposals_of, with_word=_proposals_with)
    register_keys("boards.boardmotion", of_household=_motions_of, with_word=_motions_with)
