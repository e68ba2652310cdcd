"""What happened to a thing, from the audit, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from points.enums import ClaimState, EventKind, Role
from points.models import AuditRow

#: A plain table: acts of the apps above stand here by name only.
ACTIONS = {
    "audit.exported": _("audit taken out as a table"),
    "assessment.recorded": _("impact assessment recorded"),
    "appeal.made": _("appeal made"),
    "batch.sent_up": _("batch sent up"),
    "board_entry.added": _("board entry added"),
    "board_entry.corrected": _("board entry taken back"),
    "board_entry.dropped": _("board entry dropped"),
    "board_entry.edited": _("board entry edited"),
    "board_entry.expired": _("board entry ended"),
    "board_entry.lifted": _("black entry lifted"),
    "board_entry.published": _("board entry published"),
    "board_entry.replied": _("reply to a black entry recorded"),
    "board_entry.struck": _("board entry struck"),
    "board_entry.told": _("household told of a black entry"),
    "board_entry.voted": _("vote on a board entry"),
    "board_motion.proposed": _("lifting or taking back proposed"),
    "board_motion.refused": _("lifting or taking back refused"),
    "board_motion.voted": _("vote on lifting or taking back"),
    "board_proposal.made": _("proposed for a board"),
    "board_proposal.withdrawn": _("proposal for a board withdrawn"),
    "body.added": _("body added"),
    "body.changed": _("body changed"),
    "body.closed": _("body closed"),
    "bodymember.added": _("member of a body added"),
    "bodymember.changed": _("member of a body changed"),
    "bodymember.ended": _("seat of a member ended"),
    "bodyrules.added": _("rules of procedure added"),
    "bodyrules.taken_away": _("rules of procedure taken away"),
    "election.opened": _("election entered"),
    "election.candidate": _("candidate put up"),
    "election.withdrawn": _("candidate taken down"),
    "election.counted": _("tally sheet typed"),
    "election.uncounted": _("typing of the tally sheet begun anew"),
    "election.decided": _("result of an election entered"),
    "election.cancelled": _("election not held"),
    "handover.prepared": _("handover prepared"),
    "handover.seat_added": _("seat of the new term entered"),
    "handover.seat_dropped": _("seat of the new term dropped"),
    "handover.kept": _("members who stay entered"),
    "handover.given_up": _("handover given up"),
    "handover.done": _("handover carried out"),
    "settlement.saved": _("settlement saved"),
    "settlement.removed": _("settlement removed"),
    "calendar.seeded": _("working-day calendar filled"),
    "calendaryear.added": _("working-day calendar added"),
    "calendaryear.changed": _("working-day calendar changed"),
    "card.pin_changed": _("PIN changed"),
    "card.printed": _("household card printed"),
    "card.replaced": _("household card ended"),
    "card.used": _("household card used, PIN set"),
    "channel.added": _("channel added"),
    "channel.changed": _("channel changed"),
    "channel.removed": _("channel removed"),
    "channel.switched": _("channel switched on or off"),
    "channel.tried": _("channel tried out"),
    "claim.changed": _("claim corrected"),
    "claim.deleted": _("draft deleted"),
    "claim.entered": _("claim typed in"),
    "care.ended": _("care mark ended"),
    "care.marked": _("care mark set"),
    "claim.held": _("claim held by an objection"),
    "claim.lapsed": _("deduction lapsed: nobody to tell"),
    "claim.joined": _("taken along by a batch"),
    "claim.meeting_approve": _("approved at the review meeting"),
    "claim.meeting_reject": _("struck at the review meeting"),
    "claim.meeting_return": _("returned at the review meeting"),
    "claim.points_chosen": _("points chosen at review"),
    "claim.replied": _("household’s reply added"),
    "claim.replaced": _("gave way to a higher claim for the same deed"),
    "claim.sent_up": _("claim sent up"),
    "claim.told": _("household told"),
    "claim.vote_approve": _("voted to approve"),
    "claim.vote_reject": _("voted to reject"),
    "claim.vote_return": _("returned"),
    "claim.withdrawn": _("claim withdrawn"),
    "consent.given": _("consent recorded"),
    "consent.withdrawn": _("consent withdrawn"),
    "correction.done": _("correction carried out"),
    "correction.proposed": _("correction proposed"),
    "correction.refused": _("correction refused"),
    "decision.told": _("decision told"),
    "demand.agreed": _("household said that it is so"),
    "demand.answered": _("demand answered"),
    "demand.filed": _("demand brought in"),
    "demand.handed": _("demand handed over"),
    "demand.reopened": _("household said that it is not so"),
    "demand.visited": _("visit for a demand"),
    "demand.withdrawn": _("demand taken back"),
    "demand.helped": _("volunteer said that it is done"),
    "strength.saved": _("strength saved"),
    "volunteer.joined": _("volunteer joined"),
    "volunteer.changed": _("volunteer changed"),
    "volunteer.left": _("volunteer left"),
    "volunteer_post.saved": _("volunteer post saved"),
    "volunteer_post.closed": _("volunteer post given up"),
    "volunteer_post.given": _("volunteer post given to somebody"),
    "volunteer_post.ended": _("term at a volunteer post ended"),
    "rota.planned": _("rota planned"),
    "rota.changed": _("rota changed"),
    "service.entered": _("hours of service entered"),
    "service.signed": _("hours of service signed"),
    "service.taken_back": _("hours of service taken back"),
    "service.claimed": _("claim drafted from service"),
    "service_items.set": _("items for service set"),
    "activity.planned": _("activity planned"),
    "activity.changed": _("activity changed"),
    "activity.held": _("activity reported on"),
    "activity.called_off": _("activity called off"),
    "activity.signed_in": _("sign-ins to an activity"),
    "visit.recorded": _("visit recorded"),
    "visitrhythm.set": _("rhythm of visits changed"),
    "dividend.drafted": _("dividend drafted"),
    "dividend.changed": _("numbers of a dividend changed"),
    "dividend.list_changed": _("list of a dividend changed"),
    "dividend.deleted": _("draft of a dividend thrown away"),
    "dividend.checked": _("dividend checked"),
    "dividend.sent_back": _("dividend sent back to be mended"),
    "dividend.published": _("dividend published"),
    "dividend.ticked": _("dividend ticked off as paid"),
    "dividend.unticked": _("tick of a dividend taken back"),
    "dividend.paid_out": _("dividend paid out"),
    "dividend.corrected": _("correction of a dividend added"),
    "dividend.correction_checked": _("correction of a dividend checked"),
    "dividend.correction_dropped": _("correction of a dividend dropped"),
    "legal.room_saved": _("legal service room saved"),
    "legal.month_saved": _("figures of the legal service saved"),
    "legal.lecture_saved": _("lecture on the law written down"),
    "legal.lecture_removed": _("lecture on the law removed"),
    "project.saved": _("project saved"),
    "project.progress": _("progress of a project written down"),
    "figures.saved": _("key figures saved"),
    "picture.added": _("picture of the village added"),
    "picture.removed": _("picture of the village removed"),
    "pairing.made": _("household paired"),
    "pairing.ended": _("pairing ended"),
    "pairing.handed_over": _("pairing handed over"),
    "pairing.imported": _("pairings brought in from a table"),
    "grid.saved": _("grid saved"),
    "grid.removed": _("grid removed"),
    "duty.category_saved": _("category of the disclosure board saved"),
    "duty.ended": _("duty to disclose ended"),
    "duty.saved": _("duty to disclose saved"),
    "duty.taken_over": _("ready list of duties taken over"),
    "posting.drafted": _("posting written"),
    "posting.dropped": _("posting given up"),
    "posting.edited": _("posting changed"),
    "posting.posted": _("posting checked and posted"),
    "posting.replaced": _("posting corrected by a later edition"),
    "posting.returned": _("posting sent back"),
    "posting.sent": _("posting handed in for the check"),
    "posting.taken_down": _("posting taken down"),
    "question.answered": _("question to a posting answered"),
    "question.asked": _("question to a posting asked"),
    "question.withheld": _("question to a posting not shown"),
    "matter.drafted": _("matter written down"),
    "matter.changed": _("matter changed"),
    "matter.deleted": _("draft of a matter thrown away"),
    "matter.running": _("matter put on its way"),
    "matter.again": _("step of a matter to be held once more"),
    "matter.returned": _("matter sent back"),
    "matter.passed": _("matter passed"),
    "matter.withdrawn": _("matter withdrawn"),
    "matter.minor": _("minor matter recorded"),
    "matter.supervised": _("decision looked at by the supervisors"),
    "matter.posted": _("decision posted"),
    "matter.taken_down": _("decision taken down after its days"),
    "matter.paper": _("paper added to a matter"),
    "sitting.called": _("sitting called"),
    "sitting.called_off": _("sitting called off"),
    "sitting.ticked": _("attendance of a sitting"),
    "sitting.kept_away": _("recusal at a sitting"),
    "sitting.counted": _("votes of a sitting counted"),
    "sitting.page": _("page of minutes added"),
    "sitting.closed": _("sitting closed"),
    "procedure.taken": _("procedure taken over"),
    "procedure.saved": _("procedure changed"),
    "procedure.in_use": _("procedure put to use"),
    "procedure.retired": _("procedure retired"),
    "procedure.deleted": _("draft of a procedure thrown away"),
    "suggestion.made": _("suggestion made"),
    "suggestion.answered": _("suggestion answered"),
    "deed.entered": _("deed of many households typed in"),
    "entry.erased": _("personal part of a ledger line erased"),
    "entry.objected": _("objection to a counted claim"),
    "entry.reversed": _("ledger line reversed"),
    "feedback.left": _("feedback left"),
    "group.added": _("group added"),
    "group.changed": _("group changed"),
    "household.added": _("household added"),
    "household.changed": _("household changed"),
    "household.erased": _("erased at the household’s request"),
    **{f"household.{kind.value}": kind.label for kind in EventKind},
    "contest.awarded": _("contest awarded"),
    "contest.called": _("contest called"),
    "contest.cancelled": _("contest not held"),
    "contest.decided": _("contest: result worked out"),
    "contest.drafted": _("contest drafted"),
    "contest.excluded": _("entrant excluded from a contest"),
    "contest.given": _("withheld prize given after all"),
    "contest.judged_anew": _("contest judged anew"),
    "contest.judging": _("contest: judging began"),
    "contest.level": _("contest: extra round of those who are level"),
    "contest.nominated": _("household nominated for a contest"),
    "contest.objected": _("objection to a contest"),
    "contest.objection_decided": _("objection to a contest decided"),
    "contest.publicised": _("contest: result put in publicity"),
    "contest.scored": _("marks given in a contest"),
    "contest.stepped_out": _("member kept away from an entrant"),
    "contest.walk_confirmed": _("contest: result of the walk confirmed"),
    "contest.walk_recorded": _("contest: result of the walk typed in"),
    "contest.walk_refused": _("contest: result of the walk not confirmed"),
    "contest.withdrawn": _("household withdrew from a contest"),
    "contest.withheld": _("prize of a contest withheld"),
    "contest_title.added": _("contest title added"),
    "contest_title.changed": _("contest title changed"),
    "issue.drafted": _("board issue drafted"),
    "issue.published": _("board issue published"),
    "issue.voted": _("vote on a board issue"),
    "item.added": _("item added"),
    "item.changed": _("item changed"),
    "item.deleted": _("item deleted"),
    "kinlisting.listed": _("near kin listed"),
    "meeting.cancelled": _("review meeting not held"),
    "meeting.confirmed": _("record of a review meeting confirmed"),
    "meeting.opened": _("list for a review meeting made"),
    "meeting.recorded": _("review meeting recorded"),
    "meeting.refused": _("record of a review meeting sent back"),
    "meeting.seconded": _("first confirmation of a review meeting"),
    "meeting.sheet_added": _("photo of a signed sheet added"),
    "matter.found": _("household said whether it is done"),
    "matter.looked_again": _("result of a matter looked at again"),
    "matter.mandate": _("mandate taken from a matter"),
    "matter.result": _("result of a matter posted"),
    "task.ended": _("task ended"),
    "task.given": _("task given"),
    "task.progress": _("progress of a task written down"),
    "meeting.sheet_removed": _("photo of a signed sheet taken away"),
    "meeting.sheet_expired": _("photo of a signed sheet deleted after the village’s months"),
    "month.closed": _("month closed"),
    "nearkin.added": _("near kin registered"),
    "nearkin.deleted": _("near kin removed"),
    "objection.decided": _("objection decided"),
    "objection.drawn": _("panel drawn"),
    "objection.due_moved": _("last day moved by the calendar"),
    "objection.excused": _("seat on a panel passed on"),
    "objection.lapsed": _("deduction fell away, objection not decided in time"),
    "objection.voted": _("word on an objection"),
    "password.reset": _("password reset"),
    "photo.deleted": _("photo deleted after its time"),
    "privacy.contact": _("contact for personal data changed"),
    "ranking.frozen": _("ranking frozen"),
    "register.exported": _("register taken out as a file"),
    "register.imported": _("register taken in from a file"),
    "role.granted": _("role granted"),
    "role.moved": _("log-in moved to another household"),
    "role.revoked": _("role taken away"),
    "sample.drawn": _("sample drawn"),
    "sample.found": _("finding of the sample recorded"),
    "scheme.added": _("rules drafted"),
    "scheme.changed": _("draft rules changed"),
    "scheme.copied": _("rules copied to a draft"),
    "scheme.deleted": _("draft rules deleted"),
    "scheme.drafted": _("rules drafted from the template"),
    "scheme.imported": _("items of a draft imported from a sheet"),
    "scheme.in_force": _("rules put in force"),
    "scheme.renumbered": _("items of a draft renumbered"),
    "settings.changed": _("village settings changed"),
    "slip.spoiled": _("slips recorded as spoiled"),
    "slip.unspoiled": _("slip no longer recorded as spoiled"),
    "slipbook.issued": _("slip book given out"),
    "slipbook.struck": _("slip book struck off"),
    "nine.adopted": _("red and black nine adopted"),
    "star.added": _("star added"),
    "star.changed": _("star changed"),
    "star.removed": _("star removed"),
    "star_award.kept": _("star stays after a proposal to withdraw it"),
    "star_award.nominated": _("nominated for a star"),
    "star_award.swept": _("publicity of a star over"),
    "star_award.taken_back": _("nomination for a star taken back"),
    "star_award.voted": _("vote on a star"),
    "star_award.withdrawal_proposed": _("withdrawal of a star proposed"),
    "star_award.withdrawal_voted": _("vote on the withdrawal of a star"),
    "star_award.withdrawn": _("star withdrawn"),
    "star_objection.decided": _("objection to a star decided"),
    "star_objection.made": _("objection to a star"),
    "star_year.changed": _("year of stars changed"),
    "star_year.closed": _("year of stars closed"),
    "star_year.groups": _("groups of a year of stars worked out"),
    "star_year.opened": _("year of stars opened"),
    "star_year.prepared": _("year of stars prepared"),
    "breach.claimed": _("deduction drafted for a breach"),
    "breach.dealt": _("consequence of a breach carried out"),
    "breach.dropped": _("breach dropped: the report was wrong"),
    "breach.first": _("first dissuasion recorded"),
    "breach.proposed": _("consequence of a breach proposed"),
    "breach.repaired": _("claim drafted for putting a breach right"),
    "breach.reported": _("breach of the village rules reported"),
    "breach.returned": _("breach not on the black board"),
    "breach.righted": _("breach put right"),
    "breach.second": _("second dissuasion recorded"),
    "breach.void": _("no points deducted for a breach"),
    "breach.word": _("household’s word to a breach"),
    "village_rules.adopted": _("village rules adopted"),
    "village_rules.changed": _("draft of the village rules changed"),
    "village_rules.deleted": _("draft of the village rules thrown away"),
    "village_rules.drafted": _("village rules drafted"),
    "village.changed": _("village’s page or parts changed"),
    "village.created": _("village created"),
}


#: What the audit keeps besides the fields of the thing itself.
DETAILS = {
    "added": _("households added"),
    "agrees": _("agrees"),
    "asked_on": _("asked on"),
    "away": _("people away more or fewer"),
    "batch": _("batch"),
    "by_claim": _("replaced by the claim"),
    "candidates": _("drawn from"),
    "changed": _("households changed"),
    "claim": _("claim"),
    "claims": _("claims"),
    "count": _("count"),
    "bodies": _("bodies"),
    "came": _("came"),
    "went": _("went"),
    "roles": _("roles"),
    "elected": _("elected"),
    "seats_left": _("seats left over"),
    "despite": _("gone on from"),
    "council_head": _("another than the secretary leads the council"),
    "group_full": _("more than two representatives of a group"),
    "other_group": _("a representative of another group"),
    "other_settlement": _("a member from outside the settlement"),
    "owners_head": _("another than the leader of the party group leads the owners’ committee"),
    "secretary_supervises": _("the secretary leads the supervision"),
    "supervision_size": _("more than five members of the supervision committee"),
    "day": _("day"),
    "decided": _("decided"),
    "deciders": _("people who decide"),
    "due_on": _("to be decided by"),
    "edition": _("version of the record"),
    "effective_from": _("effective from"),
    "erased_breaches": _("words about breaches erased"),
    "erased_care": _("care marks"),
    "erased_contacts": _("contacts erased"),
    "erased_history": _("words of the history erased"),
    "erased_ledger": _("ledger lines erased"),
    "erased_name": _("name erased"),
    "erased_notes": _("notes of claims erased"),
    "erased_photos": _("photos erased"),
    "erased_replies": _("replies erased"),
    "erased_black_replies": _("replies to the black board erased"),
    "erased_star_words": _("words of nominations for stars erased"),
    "excellent": _("all-excellent groups"),
    "plate": _("plate number"),
    "erased_board_stories": _("stories and pictures of the red board erased"),
    "fields": _("what was changed"),
    "format": _("kind of file"),
    "households": _("households"),
    "left": _("left as it is"),
    "left_out": _("rows left out"),
    "line": _("line"),
    "lines": _("lines"),
    "marked": _("exceptions"),
    "meeting": _("meeting"),
    "month": _("month"),
    "number": _("number"),
    "objection": _("objection"),
    "paper": _("paper"),
    "people": _("people more or fewer"),
    "openings": _("opening balances"),
    "points": _("points"),
    "present": _("people present"),
    "publicity_until": _("publicity until"),
    "replied": _("answered"),
    "reversal": _("reversal"),
    "role": _("role"),
    "round": _("round of votes"),
    "seat": _("seat"),
    "seed": _("number of the draw"),
    "telling": _("telling"),
    "told_on": _("told on"),
    "until": _("until"),
    "used": _("had been in use"),
    "user": _("user"),
    "waiting": _("still waiting"),
    "way": _("how told"),
}


def action_words(action: str) -> str:
    """The act in words; an act without words stands by its name."""
    return str(ACTIONS.get(action, action))


def detail_words(subject_type: str, values: dict[str, Any]) -> str:
    """``before`` or ``after`` of an audit row in words; a name or value without words stands as it is."""
    said = []
    for name, value in values.items():
        if isinstance(value, list):
            text = " · ".join(_field(subject_type, str(one))[0] for one in value)
        else:
            text = _value(value, _field(subject_type, name)[1])
        said.append(f"{_field(subject_type, name)[0]}: {text}")
    return "; ".join(said)


@dataclass(frozen=True)
class Change:
    """One thing that was kept: what it is called, how it was and how it is. Empty: not kept on that side."""

    label: str
    before: str
    after: str

    @property
    def stayed(self) -> bool:
        return self.before == self.after

    def __str__(self) -> str:
        return f"{self.label}: {' → '.join(dict.fromkeys(filter(None, (self.before, self.after))))}"


def changes(
    subject_type: str, before: dict[str, Any], after: dict[str, Any], named: Mapping[str, str] | None = None
) -> list[Change]:
    """``before`` and ``after`` side by side, in words. ``named``: words for keys."""
    found = []
    for name in dict.fromkeys((*before, *after)):
        label, choices = _field(subject_type, name)
        old, new = (
            _text(subject_type, side[name], choices, named or {}) if name in side else "" for side in (before, after)
        )
        found.append(Change(label, old, new))
    return found


def _text(subject_type: str, value: Any, choices: dict[Any, Any], named: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return " · ".join(_field(subject_type, str(one))[0] for one in value)
    if isinstance(value, str) and value in named:
        return named[value]
    return _value(value, choices)


def _field(subject_type: str, name: str) -> tuple[str, dict[Any, Any]]:
    """What a field is called, and its choices."""
    try:
        field: Any = apps.get_model(subject_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return str(DETAILS.get(name, name)), {}
    label: object = DETAILS.get(name)
    if label is None:
        label = getattr(field, "verbose_name", name)
    return str(label), dict(getattr(field, "flatchoices", None) or ())


def _value(value: Any, choices: dict[Any, Any]) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, str) and len(value) == 36 and value.count("-") == 4:
        return value[-8:]  # a key, as the list shows keys
    known = {**dict(Role.choices), **dict(ClaimState.choices), **choices}
    return str(known.get(value, value)) if isinstance(value, str | int) else str(value)


@dataclass(frozen=True)
class Line:
    at: datetime
    #: Who; empty where a job of the site did it.
    name: str
    what: str


def of(subject: Model) -> list[Line]:
    """The audit rows of one thing, oldest first. One query."""
    village_id: Any = getattr(subject, "village_id", None)
    rows = AuditRow.objects.filter(village=village_id, subject_id=subject.pk).select_related("by").order_by("at", "pk")
    return [Line(row.at, row.by.name if row.by else "", action_words(row.action)) for row in rows]
