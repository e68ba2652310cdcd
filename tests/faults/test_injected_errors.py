"""An error between any two steps of any service leaves nothing half done.

Every public function of every ``services`` module that writes has a scenario here; a new one without fails the last
test. Each is run with an error right before each of its writes and before its commit. Services of one transaction must
leave every table and every file as it was. Runs of several transactions must end, when run again, where an undisturbed
run ends.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from types import FunctionType, SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction

from boards.enums import Colour, RankingKind
from boards.queries import checks
from boards.services import black, due, issues, rankings
from councils.enums import Decision, TellingWay
from councils.services import feedback, objections, tellings
from councils.services.review import decide
from points.enums import EntryKind, HouseholdState, Role
from points.models import Entry, Mandate, Membership, Region, User
from points.queries import ledger_check
from points.sample.template import scheme_template
from points.services import accounts, claims, ledger, photos, register, schemes, site, villages
from points.services import due as points_due
from tests import stage
from tests.factories import Cast
from tests.faults import injection
from tests.faults.support import made_of
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 15), 10)
TODAY = clock.local_day(NOW)

#: What the scenario needs, and the act itself: called anew for each error, with objects as a view would read them.
Prepare = Callable[[Cast], Any]
Act = Callable[[Cast, Any], Any]


def nothing(cast: Cast) -> None:
    return None


def ended_session(cast: Cast) -> None:
    """A log-in of years ago; the test's frozen day is later than its end."""
    Session.objects.create(session_key="old", session_data="", expire_date=clock.moment(date(2020, 1, 1)))


# ------------------------------------------------------------------------------------------- one transaction: points


def with_photo(cast: Cast) -> SimpleNamespace:
    return SimpleNamespace(photo=stage.photo(cast), other=stage.photo(cast, (200, 30, 30)))


def draft_with_photo(cast: Cast) -> SimpleNamespace:
    found = with_photo(cast)
    found.claim = stage.draft(cast, photos=(found.photo.pk,), slip_number="WJG-1")
    return found


def last_of_a_deed(cast: Cast) -> Any:
    kept = stage.photo(cast)
    return stage.deed(cast, households=(1,), photos=(kept.pk,), slip_number="WJG-2").claims.get(village=cast.village)


def posting(cast: Cast, key: str, household: int = 0) -> ledger.Posting:
    return ledger.Posting(key, EntryKind.OPENING, cast.households[household].pk, 40, date(2026, 10, 1), secret={"a": 1})


def mandate() -> Mandate:
    return Mandate(meeting="村民代表会议", held_on=date(2026, 11, 1), entitled=40, present=36, in_favour=34)


def draft_scheme(cast: Cast) -> Any:
    return schemes.draft_from_template(village=cast.village, template=scheme_template(), by=None, at=NOW)


def membership(cast: Cast, user: Any) -> Membership:
    return Membership.objects.get(village=cast.village, user=user)


POINTS: dict[str, tuple[Prepare, Act]] = {
    "points.services.accounts.create_user": (
        nothing,
        lambda c, w: accounts.create_user(
            village=c.village, username="xin", name="新人", role=Role.COMMITTEE, by=c.administrator, at=NOW
        ),
    ),
    "points.services.accounts.grant_role": (
        nothing,
        lambda c, w: accounts.grant_role(
            village=c.village,
            user=User.objects.get(pk=c.officer.pk),
            role=Role.COMMITTEE,
            by=c.administrator,
            at=NOW,
        ),
    ),
    "points.services.accounts.revoke_role": (
        nothing,
        lambda c, w: accounts.revoke_role(membership=membership(c, c.branch), by=c.administrator, at=NOW),
    ),
    "points.services.accounts.reset_password": (
        nothing,
        lambda c, w: accounts.reset_password(
            village=c.village, user=User.objects.get(pk=c.villager.pk), by=c.administrator, at=NOW
        ),
    ),
    "points.services.claims.enter_claim": (
        with_photo,
        lambda c, w: stage.draft(c, photos=(w.photo.pk, w.other.pk), slip_number="WJG-9"),
    ),
    "points.services.claims.enter_claims": (
        nothing,
        lambda c, w: claims.enter_claims(
            village=c.village, inputs=[stage.claim_input(c, n) for n in range(3)], by=c.officer, at=NOW
        ),
    ),
    "points.services.claims.enter_deed": (
        with_photo,
        lambda c, w: stage.deed(c, photos=(w.photo.pk,), slip_number="WJG-9"),
    ),
    "points.services.claims.send_up": (
        lambda c: [stage.draft(c), stage.draft(c, 1), stage.returned(c)],
        lambda c, w: stage.send(c, *map(stage.fresh, w)),
    ),
    "points.services.claims.edit_claim": (
        draft_with_photo,
        lambda c, w: claims.edit_claim(
            claim=stage.fresh(w.claim),
            data=stage.claim_input(c, 1, c.deduction, photos=(w.other.pk,), slip_number="WJG-3"),
            by=c.officer,
            at=NOW,
        ),
    ),
    "points.services.claims.delete_draft": (
        last_of_a_deed,
        lambda c, w: claims.delete_draft(claim=stage.fresh(w), by=c.officer, at=NOW),
    ),
    "points.services.claims.withdraw": (
        stage.returned,
        lambda c, w: claims.withdraw(claim=stage.fresh(w), by=c.officer, at=NOW),
    ),
    "points.services.due.post_released": (
        stage.approved,
        lambda c, w: points_due.post_released(village=c.village, before=TODAY, at=NOW),
    ),
    "points.services.due.post_base_points": (
        nothing,
        lambda c, w: points_due.post_base_points(village=c.village, at=NOW),
    ),
    "points.services.ledger.post": (
        nothing,
        lambda c, w: ledger.post(
            village=c.village, postings=[posting(c, "opening:1"), posting(c, "opening:2", 1)], by=None, at=NOW
        ),
    ),
    "points.services.ledger.reverse": (
        stage.posted,
        lambda c, w: ledger.reverse(entry=stage.fresh(w), reason="录错了", by=c.administrator, at=NOW),
    ),
    "points.services.ledger.close_month": (
        stage.posted,
        lambda c, w: ledger.close_month(village=c.village, month=stage.OCT, at=NOW),
    ),
    "points.services.ledger.erase_secrets": (
        stage.posted,
        lambda c, w: ledger.erase_secrets(entries=Entry.objects.filter(village=c.village), by=c.administrator, at=NOW),
    ),
    "points.services.photos.keep": (
        nothing,
        lambda c, w: photos.keep(village=c.village, upload=stage.picture(), by=c.officer, at=NOW),
    ),
    "points.services.photos.sweep_unused": (
        with_photo,
        lambda c, w: photos.sweep_unused(village=c.village, before=NOW),
    ),
    "points.services.register.ensure_groups": (
        nothing,
        lambda c, w: register.ensure_groups(village=c.village, numbers=[7, 8, 9]),
    ),
    "points.services.register.add_households": (
        nothing,
        lambda c, w: register.add_households(
            village=c.village,
            rows=[register.HouseholdRow(f"70{n}", "陈芳", group_number=7) for n in range(3)],
            by=c.administrator,
            at=NOW,
        ),
    ),
    "points.services.register.change_household": (
        nothing,
        lambda c, w: register.change_household(
            household=stage.household(c), by=c.administrator, at=NOW, state=HouseholdState.AWAY, members=5
        ),
    ),
    "points.services.schemes.draft_from_template": (nothing, lambda c, w: draft_scheme(c)),
    "points.services.schemes.copy_scheme": (
        nothing,
        lambda c, w: schemes.copy_scheme(scheme=c.scheme, title="新办法", by=c.administrator, at=NOW),
    ),
    "points.services.schemes.take_effect": (
        draft_scheme,
        lambda c, w: schemes.take_effect(
            scheme=stage.fresh(w), mandate=mandate(), effective_from=date(2026, 12, 1), by=c.administrator, at=NOW
        ),
    ),
    "points.services.site.move_day": (nothing, lambda c, w: site.move_day(to=TODAY + timedelta(days=3))),
    "points.services.site.job_finished": (nothing, lambda c, w: site.job_finished(name="sweep", at=NOW)),
    "points.services.site.tidy": (ended_session, lambda c, w: site.tidy()),
    "points.services.villages.ensure_region": (
        nothing,
        lambda c, w: villages.ensure_region(path=["四川省", "乐山市", "井研县", "研经镇"]),
    ),
    "points.services.villages.create_village": (
        nothing,
        lambda c, w: villages.create_village(
            town=Region.objects.get(pk=c.village.town_id), name="新村", slug="xincun", since=TODAY, by=None, at=NOW
        ),
    ),
    "points.services.villages.change_settings": (
        nothing,
        lambda c, w: villages.change_settings(
            village=c.village, by=c.administrator, at=NOW, effective_from=TODAY, issue_day=15
        ),
    ),
}

# ---------------------------------------------------------------------------------------- one transaction: councils


def voted_once(decision: Decision = Decision.APPROVE, item: str = "award") -> Prepare:
    def prepare(cast: Cast) -> list[Any]:
        claims_ = [stage.submitted(cast, n, getattr(cast, item)) for n in (0, 1, 2)]
        stage.vote(cast, cast.branch, *claims_, decision=decision, note="依据不足")
        return claims_

    return prepare


def member_decides(decision: Decision) -> Act:
    return lambda c, w: decide(
        village=c.village, claim_ids=[row.pk for row in w], decision=decision, note="依据不足", by=c.supervision, at=NOW
    )


def objected(cast: Cast) -> Any:
    return stage.objection(cast, stage.approved(cast, 1))


def supervisor_decides(uphold: bool) -> Act:
    return lambda c, w: objections.decide_objection(
        objection=stage.fresh(w), uphold=uphold, reason="查过了", by=c.supervisor, at=stage.IN_PUBLICITY
    )


COUNCILS: dict[str, tuple[Prepare, Act]] = {
    "councils.services.feedback.leave": (
        nothing,
        lambda c, w: feedback.leave(village=c.village, text="路灯坏了", contact="组长", at=NOW),
    ),
    "councils.services.objections.object_to": (
        lambda c: stage.approved(c, 1),
        lambda c, w: stage.objection(c, stage.fresh(w)),
    ),
    "councils.services.objections.decide_objection": (objected, supervisor_decides(uphold=True)),
    "councils.services.objections.decide_objection, dismissed": (objected, supervisor_decides(uphold=False)),
    "councils.services.review.decide": (voted_once(), member_decides(Decision.APPROVE)),
    "councils.services.review.decide, first vote": (
        lambda c: [stage.submitted(c, n) for n in (0, 1, 2)],
        member_decides(Decision.APPROVE),
    ),
    "councils.services.review.decide, deductions": (voted_once(item="deduction"), member_decides(Decision.APPROVE)),
    "councils.services.review.decide, return": (voted_once(), member_decides(Decision.RETURN)),
    "councils.services.review.decide, reject": (voted_once(Decision.REJECT), member_decides(Decision.REJECT)),
    "councils.services.tellings.tell": (
        lambda c: stage.approved(c, 2, c.deduction),
        lambda c, w: stage.told_of(c, stage.fresh(w)),
    ),
    "councils.services.tellings.record_reply": (
        lambda c: stage.told_of(c, stage.approved(c, 2, c.deduction)),
        lambda c, w: tellings.record_reply(telling=stage.fresh(w), reply="以后不烧了", by=c.officer, at=NOW),
    ),
}

# ------------------------------------------------------------------------------------------ one transaction: boards


def black_voted(cast: Cast, agrees: bool = True) -> None:
    stage.black_told(cast)
    stage.black_vote(cast, cast.branch, agrees)


def voted_issue(cast: Cast) -> None:
    stage.drafted(cast)
    stage.issue_vote(cast, cast.branch)


BOARDS: dict[str, tuple[Prepare, Act]] = {
    "boards.services.rankings.freeze": (
        stage.closed,
        lambda c, w: rankings.freeze(village=c.village, kind=RankingKind.MONTH, start=stage.OCT, at=NOW),
    ),
    "boards.services.issues.draft": (
        stage.ranked,
        lambda c, w: issues.draft(village=c.village, month=stage.OCT, at=NOW),
    ),
    "boards.services.issues.edit_entry": (
        stage.drafted,
        lambda c, w: issues.edit_entry(
            entry=stage.entry(c, Colour.RED), reason="夜里巡逻，防了一场火", position=1, by=c.branch, at=NOW
        ),
    ),
    "boards.services.issues.strike": (
        stage.drafted,
        lambda c, w: issues.strike(entry=stage.entry(c), by=c.branch, at=NOW),
    ),
    "boards.services.issues.add_entry": (
        stage.drafted,
        lambda c, w: issues.add_entry(
            issue=stage.fresh(w), colour=Colour.BLACK, household=stage.household(c, 1), reason="占用村道堆放建材",
            article="第六条", by=c.branch, at=NOW,
        ),
    ),
    "boards.services.issues.vote": (stage.drafted, lambda c, w: stage.issue_vote(c, c.branch)),
    "boards.services.issues.vote, publishes": (voted_issue, lambda c, w: stage.issue_vote(c, c.supervision)),
    "boards.services.black.tell": (
        stage.published,
        lambda c, w: black.tell(
            entry=stage.entry(c), way=TellingWay.WITNESSED, told_on=TODAY, witnesses="张三、李四", by=c.branch, at=NOW
        ),
    ),
    "boards.services.black.record_reply": (
        stage.black_told,
        lambda c, w: black.record_reply(entry=stage.entry(c), reply="知错了", by=c.branch, at=NOW),
    ),
    "boards.services.black.vote_black": (stage.black_told, lambda c, w: stage.black_vote(c, c.branch)),
    "boards.services.black.vote_black, publishes": (black_voted, lambda c, w: stage.black_vote(c, c.supervision)),
    "boards.services.black.vote_black, drops": (
        lambda c: black_voted(c, agrees=False),
        lambda c, w: stage.black_vote(c, c.supervision, agrees=False),
    ),
    "boards.services.black.lift": (
        stage.black_public,
        lambda c, w: black.lift(entry=stage.entry(c), reason="已清理", by=c.branch, at=NOW),
    ),
    "boards.services.black.expire_due": (
        stage.black_public,
        lambda c, w: black.expire_due(village=c.village, at=NOW + timedelta(days=90)),
    ),
}  # fmt: skip

# ------------------------------------------------------------------------------------------------ many transactions


def busy(cast: Cast) -> None:
    """More released claims than one transaction posts, a black entry that ends, two months to close."""
    stage.black_public(cast)
    late = [stage.draft(cast, n, cast.deduction, day=date(2026, 11, 12), at=NOW) for n in (1, 3)]
    drafts = [stage.draft(cast, n, day=date(2026, 11, day), at=NOW) for n in range(4) for day in (3, 4, 5)]
    stage.send(cast, *late, *drafts, at=NOW)
    for member in (cast.branch, cast.supervision):
        stage.vote(cast, member, *late, *drafts, at=NOW)
    for claim in late:
        stage.told_of(cast, stage.fresh(claim), at=NOW)


RUNS: dict[str, Act] = {
    "points.services.due.run_points": lambda c, w: points_due.run_points(c.village, clock.moment(date(2027, 1, 8))),
    "boards.services.due.run_village": lambda c, w: due.run_village(c.village, clock.moment(date(2027, 1, 8))),
    "boards.services.due.run_days": lambda c, w: due.run_days([c.village], TODAY, clock.moment(date(2027, 1, 8))),
}

ONE_TRANSACTION = {**POINTS, **COUNCILS, **BOARDS}

#: Public functions without a scenario of their own, and why.
EXEMPT = {
    "accounts.one_time_password": "writes nothing",
    "audit.*": "rows of other services' transactions, broken there",
    "claims.batches.recheck": "reads under locks",
    "claims.changes.lock_claim": "a lock",
    "claims.checks.*": "reads",
    "claims.entry.check_all": "reads",
    "claims.entry.copied": "writes nothing",
    "claims.entry.link_photos": "a part of entering and editing",
    "claims.entry.lock_numbers": "a lock",
    "claims.entry.outline": "writes nothing",
    "claims.inputs.*": "writes nothing",
    "claims.preview.preview": "reads",
    "claims.state.change_state": "one UPDATE inside the transaction of whoever calls it",
    "claims.words.*": "sentences",
    "locks.lock_village": "a lock",
    "photos.drop_unused": "a part of editing, deleting and sweeping",
    "photos.read": "reads",
    "register.spell": "writes nothing",
    "schemes.lock_draft": "a lock",
    "schemes.require_draft": "reads",
    "due.close_day": "reads",
    "due.due_closes": "reads",
    "due.next_due_day": "reads",
    "due.next_issue_day": "reads",
    "ledger.accounting_month": "writes nothing",
    "ledger.first_open_month": "reads",
    "ledger.lock_head": "a lock",
    "ledger.record_of": "writes nothing",
    "review.state_after": "writes nothing",
    "steps.*": "parts of issues and black, broken there",
    "wording.*": "sentences",
}


# ------------------------------------------------------------------------------------------------------------ tests


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """One village for the module; every test takes back what it did, and nothing is ever committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield stage.village()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.mark.parametrize("name", ONE_TRANSACTION)
def test_an_error_between_two_steps_leaves_nothing_behind(cast: Cast, name: str) -> None:
    prepare, act = ONE_TRANSACTION[name]
    with injection.undone():
        prepared = prepare(cast)
        before = injection.snapshot()
        points = injection.break_points(lambda: act(cast, prepared))
        assert len(points) > 1, "the scenario writes nothing"
        assert injection.differences(before, injection.snapshot()) == []
        for point in points:
            assert injection.broken(lambda: act(cast, prepared), at=point, of=points[-1]), (
                f"write {point}: the error was swallowed"
            )
            left = injection.differences(before, injection.snapshot())
            assert left == [], f"broken before write {point} of {points[-1]}"
        act(cast, prepared)
        assert injection.differences(before, injection.snapshot()), "afterwards it goes through"


@pytest.mark.parametrize("name", RUNS)
def test_a_run_broken_anywhere_is_finished_by_the_next(cast: Cast, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the error each transaction stands; run again, it ends in the rows an undisturbed run ends in."""
    monkeypatch.setattr(points_due, "POSTING_CHUNK", 5)
    act = RUNS[name]
    with injection.undone():
        busy(cast)
        before = injection.snapshot()
        with injection.undone():
            act(cast, None)
            undisturbed = made_of(cast)
        assert len(undisturbed["entries"]) > 25 and len(undisturbed["months"]) == 3
        points = injection.break_points(lambda: act(cast, None), most=12)
        for point in points:
            with injection.undone():
                assert injection.broken(lambda: act(cast, None), at=point, of=points[-1]), (
                    f"write {point}: the error was swallowed"
                )
                assert ledger_check.problems(cast.village) == [], f"half-way, broken before write {point}"
                act(cast, None)
                again = made_of(cast)
                for part, rows in undisturbed.items():
                    assert again[part] == rows, f"{part}, broken before write {point}"
                assert ledger_check.problems(cast.village) == []
                assert checks.problems(cast.village) == []
        assert injection.differences(before, injection.snapshot()) == []


def public_functions() -> Iterator[tuple[str, str]]:
    """Module and name of each public function of a services module."""
    for app in ("points", "councils", "boards"):
        package = importlib.import_module(f"{app}.services")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, function in vars(module).items():
                ours = isinstance(function, FunctionType) and inspect.unwrap(function).__module__ == module.__name__
                if ours and not name.startswith("_"):
                    yield module.__name__, name


def test_every_service_has_a_scenario() -> None:
    covered = {name.split(",")[0] for name in {**ONE_TRANSACTION, **RUNS}}
    missing = []
    for module, name in public_functions():
        short = module.split(".services.")[1]
        # A scenario names the module, or the package that gives the function to others.
        homes = {f"{module}.{name}", f"{module.rpartition('.')[0]}.{name}"}
        if not homes & covered and not {f"{short}.{name}", f"{short}.*"} & set(EXEMPT):
            missing.append(f"{module}.{name}")
    assert not missing, "write a scenario, or say in EXEMPT why none is needed"
