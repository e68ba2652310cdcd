"""Scenarios of village rules and dissuasion for tests of injected errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from boards.services import breaches
from councils.models import Breach, Meeting, MeetingSheet
from councils.services import breach_board, dissuasion, meeting_sheets, reminders, village_rules
from points.models import VillageSettings
from points.services import claims
from tests import stage
from tests.demands import support as demands
from tests.dissuasion import support
from tests.dissuasion.support import NOW, fresh
from tests.factories import Cast
from villagegov.db.keys import new_id
from villagegov.kernel import clock

Scenario = tuple[Callable[[Cast], Any], Callable[[Cast, Any], Any]]
TODAY = clock.local_day(NOW)


def on(cast: Cast) -> Any:
    support.switch_on(cast)


def draft(cast: Cast) -> Any:
    support.switch_on(cast)
    return support.drafted(cast)


def articles(cast: Cast) -> Any:
    return support.in_force(cast)


def of_the_villager(cast: Cast) -> Breach:
    return support.reported(cast, household=0)


def points(cast: Cast) -> Breach:
    support.twice(cast)
    return support.spoken(cast, support.once(cast, household=3), 2)


def claimed(cast: Cast) -> Breach:
    return support.proposed(cast, "points")


def for_the_board(cast: Cast) -> Breach:
    return support.proposed(cast, "board")


def due_tomorrow(cast: Cast) -> None:
    """Two demands to be looked at again tomorrow."""
    demands.again_on(cast, TODAY + timedelta(days=1))


def old_sheets(cast: Cast) -> None:
    """Two photos of the sheet of a meeting that was confirmed two years ago; the village keeps them for one."""
    VillageSettings.objects.filter(village=cast.village).update(sheet_months=12)
    day = TODAY - timedelta(days=730)
    meeting = Meeting.objects.create(
        village=cast.village,
        number=900,
        held_on=day,
        state="cancelled",
        opened_by=cast.officer,
        opened_at=NOW,
        refusal="未开",
        refused_by=cast.officer,
        refused_at=NOW,
    )
    MeetingSheet.objects.bulk_create(
        MeetingSheet(
            village=cast.village, meeting=meeting, sha256=f"{number}" * 64, file="sheets/a.jpg", width=9, height=9,
            uploaded_by=cast.officer, uploaded_at=NOW,
        )
        for number in (1, 2)
    )  # fmt: skip


def earned(cast: Cast) -> Breach:
    breach = claimed(cast)
    support.rewarded(cast)
    stage.send(cast, breach.claims.get(village=cast.village).claim, at=NOW)
    return support.righted(cast, breach, TODAY)


def rejected(cast: Cast) -> Breach:
    breach = claimed(cast)
    claim = breach.claims.get(village=cast.village).claim
    stage.send(cast, claim, at=NOW)
    claims.withdraw(claim=stage.fresh(claim), by=cast.officer, at=NOW)
    return breach


DISSUASION: dict[str, Scenario] = {
    "councils.services.village_rules.draft": (
        on, lambda c, w: village_rules.draft(village=c.village, title="村规民约", by=c.administrator, at=NOW)
    ),
    "councils.services.village_rules.save_draft": (
        draft,
        lambda c, w: village_rules.save_draft(
            rules=w, title="新", verse="好", articles=[("公民道德", "孝老人")], by=c.administrator, at=NOW
        ),
    ),
    "councils.services.village_rules.delete_draft": (
        draft, lambda c, w: village_rules.delete_draft(rules=w, by=c.administrator, at=NOW)
    ),
    "councils.services.village_rules.adopt": (
        draft,
        lambda c, w: village_rules.adopt(
            rules=w, mandate=support.mandate(), effective_from=date(2026, 11, 20), by=c.administrator, at=NOW
        ),
    ),
    "councils.services.dissuasion.report": (
        articles,
        lambda c, w: dissuasion.report(
            village=c.village, id=new_id(), household=c.households[1], article=w[0], day=support.SEEN, facts="事",
            by=c.officer, at=NOW,
        ),
    ),
    "councils.services.dissuasion.dissuade": (
        support.reported, lambda c, w: support.spoken(c, fresh(w), 1)
    ),
    "councils.services.dissuasion.propose": (
        points,
        lambda c, w: dissuasion.propose(
            breach=fresh(w), way="points", said="没改", item=c.deduction, by=c.officer, at=NOW
        ),
    ),
    "councils.services.dissuasion.carry_out": (
        support.proposed,
        lambda c, w: dissuasion.carry_out(breach=fresh(w), day=TODAY, said="谈过", by=c.officer, at=NOW),
    ),
    "councils.services.dissuasion.take_back": (
        rejected, lambda c, w: dissuasion.take_back(breach=fresh(w), by=c.branch, at=NOW)
    ),
    "councils.services.dissuasion.put_right": (claimed, lambda c, w: support.righted(c, fresh(w), TODAY)),
    "councils.services.dissuasion.drop": (
        claimed, lambda c, w: dissuasion.drop(breach=fresh(w), said="看错", by=c.supervisor, at=NOW)
    ),
    "councils.services.dissuasion.repair": (
        earned, lambda c, w: dissuasion.repair(breach=fresh(w), by=c.officer, at=NOW)
    ),
    "councils.services.dissuasion.add_word": (
        of_the_villager, lambda c, w: dissuasion.add_word(breach=fresh(w), text="在等车", by=c.villager, at=NOW)
    ),
}  # fmt: skip

DISSUASION |= {
    "boards.services.breaches.take_up": (
        for_the_board,
        lambda c, w: breaches.take_up(
            village=c.village, breach=w, id=new_id(), reason="占道堆放建材三天", by=c.branch, at=NOW
        ),
    ),
    "boards.services.breaches.send_back": (
        for_the_board,
        lambda c, w: breaches.send_back(village=c.village, breach=w, reason="改为约谈", by=c.branch, at=NOW),
    ),
    "councils.services.breach_board.published": (
        for_the_board, lambda c, w: breach_board.published(breach=fresh(w), by=c.branch, at=NOW)
    ),
    "councils.services.breach_board.returned": (
        for_the_board, lambda c, w: breach_board.returned(breach=fresh(w), said="未上榜", by=c.branch, at=NOW)
    ),
    "councils.services.breach_board.righted": (
        lambda c: breach_board.published(breach=for_the_board(c), by=c.branch, at=NOW),
        lambda c, w: breach_board.righted(breach=fresh(w), said="已清走", by=c.branch, at=NOW),
    ),
    "councils.services.meeting_sheets.expire": (
        old_sheets, lambda c, w: meeting_sheets.expire(village=c.village, at=NOW)
    ),
    "councils.services.reminders.remind": (
        due_tomorrow, lambda c, w: reminders.remind(village=c.village, at=NOW)
    ),
}  # fmt: skip

DISSUASION_EXEMPT = {
    "breach_board.check_all": "a lock",
    "breach_board.lock_for_board": "a lock",
    "breaches.of_entries": "reads",
    "breaches.refuse_over": "a lock",
    "breaches.published": "a part of the vote that publishes",
    "breaches.returned": "a part of striking, dropping and taking back",
    "breaches.lifted": "a part of the motion that lifts",
    "proposals.article_checked": "reads",
    "proposals.nameable": "reads",
    "proposals.open_draft": "a lock",
    "proposals.refuse_own": "reads",
    "meetings.files_of": "writes nothing",
    "meetings.remove_files": "files after the commit",
    "notices.tell_of_cards": "a part of printing and withdrawing cards",
    "reminders.register": "writes nothing",
    "reminders.register_source": "writes nothing",
    "reminders.of_demands": "reads",
    "reminders.of_objections": "reads",
    "breach_steps.*": "parts of every step, broken there",
    "village_rules.require_module": "reads",
    "claims.changes.drop_draft": "a part of deleting a draft and of putting a breach right",
}
