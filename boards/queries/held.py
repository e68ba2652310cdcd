"""What boards holds about a household: see :mod:`points.queries.held`."""

from __future__ import annotations

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.models import (
    BoardDeed,
    BoardEntry,
    BoardMotion,
    BoardProposal,
    BoardVote,
    Contest,
    ContestAward,
    ContestEntrant,
    ContestObjection,
    ContestScore,
    ContestWalker,
    RankingRow,
    StarAward,
    StarObjection,
    StarVote,
)
from points.models import Household
from points.queries.held import Section, joined, register_part
from villagegov.kernel import periods
from villagegov.web.templatetags.web import points as signed


def _entries(household: Household) -> Section | None:
    rows = BoardEntry.objects.filter(village=household.village_id, household=household).select_related("issue")
    rows = rows.prefetch_related("motions")
    lines = []
    for row in rows.order_by("created_at", "id"):
        where = f"{row.issue.month:%Y-%m} {row.get_colour_display()}"
        said = [f"{where} {signed(row.points)}" if row.points else where, row.get_state_display(), row.reason]
        if row.reply:
            said.append(_("reply: %(words)s") % {"words": " ".join(row.reply.split())})
        if row.correction:
            said.append(_("taken back: %(words)s") % {"words": row.correction})
        if row.story:
            said.append(_("story: %(words)s") % {"words": row.story})
        if row.photo_id:
            said.append(_("a picture"))
        said += [f"{motion.get_kind_display()}: {motion.reason}" for motion in row.motions.all()]
        lines.append(joined(said))
    why = _(
        "What stood on a board, or was proposed for one. A black entry is off the public page after its last day. The "
        "record stays; what the household said can be erased."
    )
    return Section(_("Red and black board"), why, lines)


def _proposals(household: Household) -> Section | None:
    rows = BoardProposal.objects.filter(village=household.village_id, household=household).order_by("proposed_at", "id")
    lines = []
    for row in rows:
        said = [f"{row.deed_day:%Y-%m-%d} {row.get_colour_display()}", row.get_state_display(), row.reason, row.story]
        lines.append(joined([*said, _("a picture") if row.photo_id else ""]))
    why = _("What was proposed for a board. Stories and pictures can be erased; that something was proposed stays.")
    return Section(_("Proposals for the boards"), why, lines)


def _rankings(household: Household) -> Section | None:
    rows = RankingRow.objects.filter(village=household.village_id, household=household)
    found = rows.aggregate(count=Count("id"), first=Min("ranking__start"), last=Max("ranking__start"))
    if not found["count"]:
        return None
    count = found["count"]
    sentence = ngettext(
        "%(count)s ranking, from %(first)s to %(last)s", "%(count)s rankings, from %(first)s to %(last)s", count
    )
    values = {"count": count, "first": f"{found['first']:%Y-%m}", "last": f"{found['last']:%Y-%m}"}
    why = _("Its points and place in frozen rankings. They stay; a closed household is shown in none of them.")
    return Section(_("Rankings"), why, [sentence % values])


def _contests(household: Household) -> Section | None:
    here = {"village": household.village_id, "household": household}
    lines = []
    entrants = ContestEntrant.objects.filter(**here).select_related("contest")
    for row in entrants.order_by("nominated_at", "id"):
        said = [_name(row.contest), row.get_nominator_display(), row.reason, row.get_state_display(), row.end_note]
        if row.results:
            said.append(_("marks %(marks)s") % {"marks": " / ".join(f"{one / 100:.2f}" for one in row.results)})
        lines.append(joined([one for one in (*said, row.withheld) if one]))
    for award in ContestAward.objects.filter(**here).select_related("contest").order_by("year", "number"):
        said = [_name(award.contest), _("certificate %(code)s") % {"code": award.code}, signed(award.points)]
        lines.append(joined([*said, award.head_name]))
    for objection in ContestObjection.objects.filter(**here).select_related("contest").order_by("made_at", "id"):
        lines.append(joined([_name(objection.contest), _("objected: %(words)s") % {"words": objection.text}]))
    if not lines:
        return None
    why = _(
        "Contests it was nominated for, what it won, and what it said against a result. Certificates stay; the words "
        "and the name on them can be erased."
    )
    return Section(_("Contests"), why, lines)


def _name(contest: Contest) -> str:
    return f"{periods.quarter(contest.quarter).code} {contest.name}"


def _stars(household: Household) -> Section | None:
    rows = StarAward.objects.filter(village=household.village_id, household=household)
    lines = []
    for row in rows.select_related("star__star_year").order_by("nominated_at", "id"):
        said = [f"{row.star.star_year.year} {row.star.name}", row.get_state_display()]
        if row.plate:
            said.append(_("plate %(number)s") % {"number": row.plate})
        said += filter(None, (row.reason, row.decision_note, row.overrule_reason, row.withdrawal_reason))
        lines.append(joined(said))
    if not lines:
        return None
    objections = StarObjection.objects.filter(village=household.village_id, award__household=household)
    lines += [joined([_("objection"), row.get_state_display(), row.text, row.answer]) for row in objections]
    why = _(
        "What it was nominated for, and what became of it. The words of a decided nomination can be erased; the number "
        "of the plate stays."
    )
    return Section(_("Stars"), why, lines)


def register() -> None:
    """Called once, when the app is ready."""
    register_part("boards", 63, _entries, BoardEntry, BoardDeed, BoardVote, BoardMotion)
    register_part("board_proposals", 64, _proposals, BoardProposal)
    register_part(
        "contests", 65, _contests, ContestEntrant, ContestAward, ContestScore, ContestObjection, ContestWalker
    )
    register_part("rankings", 66, _rankings, RankingRow)
    register_part("stars", 64, _stars, StarAward, StarVote, StarObjection)
