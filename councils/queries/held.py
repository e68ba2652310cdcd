"""What councils holds about a household: see :mod:`points.queries.held`."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from councils.enums import Recipient
from councils.models import (
    BodyMember,
    Breach,
    BreachClaim,
    BreachStep,
    BreachWords,
    Candidate,
    DecisionTelling,
    Demand,
    DemandStep,
    DemandWords,
    DividendLine,
    HandoverSeat,
    MatterFinding,
    NearKin,
    Objection,
    Pairing,
    PostingQuestion,
    SettlementHousehold,
    Telling,
    Visit,
    Vote,
)
from councils.queries import breaches
from councils.queries.volunteers import held as volunteers
from points.models import Household
from points.queries.held import Section, joined, register_part


def _tellings(household: Household) -> Section | None:
    rows = Telling.objects.filter(village=household.village_id, claim__household=household).select_related("told_by")
    lines = []
    for row in rows.order_by("told_on", "id"):
        said = [f"{row.told_on:%Y-%m-%d} {row.get_way_display()}", row.told_by.name]
        if row.witnesses:
            said.append(_("witnesses: %(names)s") % {"names": row.witnesses})
        if row.reply:
            said.append(_("reply: %(words)s") % {"words": " ".join(row.reply.split())})
        lines.append(joined(said))
    why = _("Proof that a deduction was told before it was made public. What the household said can be erased.")
    return Section(_("Tellings"), why, lines)


def _decisions(household: Household) -> Section | None:
    rows = DecisionTelling.objects.filter(village=household.village_id, claim__household=household)
    lines = []
    for row in rows.filter(recipient=Recipient.HOUSEHOLD).select_related("told_by").order_by("told_on", "id"):
        said = [f"{row.told_on:%Y-%m-%d} {row.get_way_display()}", row.told_by.name]
        if row.witnesses:
            said.append(_("witnesses: %(names)s") % {"names": row.witnesses})
        if row.reply:
            said.append(_("reply: %(words)s") % {"words": " ".join(row.reply.split())})
        lines.append("; ".join(said))
    if not lines:
        return None
    why = _("Proof that a decision was told, from which the days to appeal are counted. What was said can be erased.")
    return Section(_("Decisions told"), why, lines)


def _objections(household: Household) -> Section | None:
    lines = []
    for row in Objection.objects.filter(village=household.village_id, claim__household=household).order_by("made_at"):
        said = [f"{row.made_at:%Y-%m-%d}", row.get_state_display(), row.text, row.reason]
        lines.append(joined(said))
    why = _("Objections to its claims and what became of them. Who objected is told to nobody. They stay.")
    return Section(_("Objections"), why, lines)


def _votes(household: Household) -> Section | None:
    rows = Vote.objects.filter(village=household.village_id, claim__household=household)
    found = rows.aggregate(votes=Count("id"))["votes"]
    if not found:
        return None
    line = ngettext("%(count)s vote on its claims", "%(count)s votes on its claims", found) % {"count": found}
    return Section(_("Votes"), _("Who decided, so that recusal and quorum can be checked. They stay."), [line])


def _elections(household: Household) -> list[str]:
    """Put up in elections, and named for a coming term."""
    put_up = Candidate.objects.filter(village=household.village_id, household=household)
    lines = [
        _("Put up in %(body)s: %(name)s")
        % {"body": f"{row.election.body.name} {row.election.held_on:%Y-%m-%d}", "name": row.name}
        for row in put_up.select_related("election__body").order_by("pk")
    ]
    named = HandoverSeat.objects.filter(village=household.village_id, household=household, member__isnull=True)
    lines += [
        _("Named for the coming term of %(body)s: %(name)s") % {"body": row.body.name, "name": row.name}
        for row in named.select_related("body").order_by("pk")
    ]
    return lines


def _people(household: Household) -> Section | None:
    lines = [
        f"{row.body.name}: {row.name}; {row.position or row.body.get_kind_display()}; {row.term_from:%Y-%m-%d}"
        for row in BodyMember.objects.filter(village=household.village_id, household=household).select_related("body")
    ]
    lines += _elections(household)
    if row := SettlementHousehold.objects.filter(village=household.village_id, household=household).first():
        lines.append(_("Lives in %(settlement)s") % {"settlement": row.settlement.name})
    lines += [
        _("Near kin of %(name)s, who therefore does not decide for it") % {"name": (row.user or row.seat).name}  # type: ignore[union-attr]
        for row in NearKin.objects.filter(village=household.village_id, household=household).select_related(
            "user", "seat"
        )
    ]
    why = _("Seats in the village’s bodies, and who must keep out of its affairs. They stay with the term.")
    return Section(_("Seats and near kin"), why, lines)


def _breaches(household: Household) -> Section | None:
    village = household.village
    found = breaches.of_household(village, household)
    steps = breaches.lines(village, [row.pk for row in found])
    lines = []
    for row in found:
        lines.append(joined([f"{row.number} {row.day:%Y-%m-%d}", str(row.article), row.get_state_display()]))
        lines += [
            "· " + joined([f"{one.step.day:%Y-%m-%d} {one.step.get_kind_display()}", one.step.who, one.said, one.reply])
            for one in steps[row.pk]
        ]
    why = _("What it was spoken to about, step by step; never public. What was said can be erased when it is closed.")
    return Section(_("Dissuasion"), why, lines)


def _demands(household: Household) -> Section | None:
    rows = Demand.objects.filter(village=household.village_id, household=household).order_by("number")
    lines = [
        joined([f"{row.number}", row.get_kind_display(), row.get_state_display(), row.text, row.place, row.answer])
        for row in rows
    ]
    said = DemandWords.objects.filter(village=household.village_id, step__demand__household=household)
    for words in said.select_related("step").order_by("step__at", "pk"):
        lines.append(joined([f"{words.step.at:%Y-%m-%d}", words.step.get_act_display(), words.text]))
    why = _("What it brought to the village and what came of it. Numbers and days stay; the words can be erased.")
    return Section(_("Demands"), why, lines)


def _visits(household: Household) -> Section | None:
    rows = Visit.objects.filter(village=household.village_id, household=household).order_by("visited_on", "pk")
    lines = [joined([f"{row.visited_on:%Y-%m-%d}", row.visitors, row.heard]) for row in rows]
    why = _("Who looked in and what was heard. That somebody was there stays; what was heard can be erased.")
    return Section(_("Visits"), why, lines)


def _questions(household: Household) -> Section | None:
    rows = PostingQuestion.objects.filter(village=household.village_id, household=household).select_related("posting")
    lines = [
        joined([f"{row.asked_at:%Y-%m-%d}", row.posting.title, row.get_state_display(), row.text, row.answer])
        for row in rows.order_by("asked_at", "pk")
    ]
    why = _("Questions to what was posted. That one was asked stays; its words can be erased.")
    return Section(_("Questions to postings"), why, lines)


def _dividend_lines(household: Household) -> Section | None:
    rows = DividendLine.objects.filter(village=household.village_id, household=household).select_related("dividend")
    lines = [
        joined(
            [
                str(row.dividend.year), f"{row.units.normalize():f}", f"{row.amount} 元", row.get_reason_display(),
                f"{row.paid_on:%Y-%m-%d}" if row.paid_on else "",
            ]
        )
        for row in rows.order_by("dividend__year", "number")
    ]  # fmt: skip
    why = _("What it got of the collective’s profit. Accounts of money stay.")
    return Section(_("Dividends"), why, lines) if lines else None


def _pairings(household: Household) -> Section | None:
    rows = Pairing.objects.filter(village=household.village_id, household=household).order_by("since")
    until = [f"{row.until:%Y-%m-%d}" if row.until else "" for row in rows]
    lines = [joined([row.name, f"{row.since:%Y-%m-%d}", last]) for row, last in zip(rows, until, strict=True)]
    why = _("Who visits it again and again. Seen by this person and the office; it goes with the pairing’s history.")
    return Section(_("Pairing"), why, lines) if lines else None


_SAID = {True: pgettext_lazy("finding", "done"), False: pgettext_lazy("finding", "not done")}


def _findings(household: Household) -> Section | None:
    rows = MatterFinding.objects.filter(village=household.village_id, household=household)
    lines = [
        joined([f"{row.made_at:%Y-%m-%d}", row.result.matter.title, str(_SAID[row.done]), row.words])
        for row in rows.select_related("result__matter").order_by("made_at", "pk")
    ]
    if not lines:
        return None
    why = _("Whether it found done what the village decided. It is counted; its words can be erased.")
    return Section(_("Found done or not"), why, lines)


def register() -> None:
    """Called once, when the app is ready."""
    register_part("dividends", 56, _dividend_lines, DividendLine)
    register_part("pairings", 55, _pairings, Pairing)
    register_part("demands", 52, _demands, Demand, DemandStep, DemandWords)
    register_part("visits", 54, _visits, Visit)
    register_part("questions", 56, _questions, PostingQuestion)
    register_part("tellings", 40, _tellings, Telling)
    register_part("decisions", 42, _decisions, DecisionTelling)
    register_part("objections", 45, _objections, Objection)
    register_part("findings", 56, _findings, MatterFinding)
    register_part("breaches", 47, _breaches, Breach, BreachStep, BreachWords, BreachClaim)
    register_part("votes", 50, _votes, Vote)
    volunteers.register()
    register_part("seats", 90, _people, BodyMember, NearKin, Candidate, HandoverSeat, SettlementHousehold)
