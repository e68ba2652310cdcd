"""Every named constraint, broken once. A new one without an entry here fails the last tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, connections, models, transaction

from boards.enums import Colour, EntryState, IssueState
from councils.enums import Decision, ObjectionState, TellingWay
from points.enums import ClaimState, EntryKind
from points.models import Region, RegionRole, SiteClock, Village
from tests.db.everything import DAY, MONTH, one_of_everything
from tests.factories import HouseholdFactory, UserFactory, VillageFactory
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.keys import new_id

OURS = [model for model in apps.get_models() if model._meta.app_label in {"points", "councils", "boards"}]
LINKS = [(model, c) for model in OURS for c in model._meta.constraints if isinstance(c, SameVillage)]
VILLAGE_TABLES = [model for model in OURS if getattr(model, "is_village_table", False)]


@pytest.fixture(scope="module")
def everything(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """One village with a row in every table for the whole module; nothing of it is ever committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield one_of_everything()
        transaction.set_rollback(True)


def again(row: models.Model, **changes: Any) -> None:
    """Insert a copy of the row with another id."""
    copy = type(row)(**{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields})
    copy.pk = new_id()
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)


def later(day: Any) -> Any:
    return day + timedelta(days=31)


#: Constraint -> how it is broken. Whatever else the row would break is changed out of the way.
BREAKS: dict[str, Callable[[SimpleNamespace], Any]] = {
    # points: regions, villages, people
    "points_region_name_key": lambda w: Region.objects.create(level=3, name=w.region.name),
    "points_village_name_key": lambda w: Village.objects.create(
        slug="another", name=w.village.name, town=w.village.town
    ),
    "points_villagesettings_from_key": lambda w: again(w.villagesettings),
    "points_villagesettings_publicity_floor": lambda w: again(w.villagesettings, effective_from=DAY, publicity_days=4),
    "points_villagesettings_issue_day": lambda w: again(w.villagesettings, effective_from=DAY, issue_day=29),
    "points_villagesettings_quorum": lambda w: again(w.villagesettings, effective_from=DAY, quorum_constituencies=3),
    "points_membership_role_key": lambda w: again(w.membership),
    "points_membership_villager_has_household": lambda w: again(w.membership, user=w.user, household=None),
    "points_regionrole_key": lambda w: RegionRole.objects.create(user=w.user, region=w.region),
    "points_siteclock_one_row": lambda w: SiteClock.objects.create(id=2, offset=timedelta()),
    # points: register and rules
    "points_group_number_key": lambda w: again(w.group),
    "points_household_number_key": lambda w: again(w.household),
    "points_household_left_after_joined": lambda w: again(
        w.household, number="900", left_on=w.household.joined_on - timedelta(days=1)
    ),
    "points_mandate_counts": lambda w: again(w.mandate, present=w.mandate.entitled + 1),
    "points_scheme_from_key": lambda w: again(w.scheme),
    "points_scheme_in_force_has_mandate": lambda w: again(w.scheme, effective_from=DAY, mandate=None),
    "points_category_number_key": lambda w: again(w.category),
    "points_item_code_key": lambda w: again(w.item),
    "points_item_points_not_zero": lambda w: again(w.item, code=900, points=0),
    # points: claims
    "points_deed_slip_key": lambda w: again(w.deed),
    "points_batch_number_key": lambda w: again(w.batch),
    "points_claim_slip_key": lambda w: again(w.claim, deed=None),
    "points_claim_deed_key": lambda w: again(w.claim, slip_number=""),
    "points_claim_quantity_positive": lambda w: again(w.claim, deed=None, slip_number="", quantity=0, points=0),
    "points_claim_points_are_unit_times_quantity": lambda w: again(w.claim, deed=None, slip_number="", points=11),
    "points_claim_publicity_range": lambda w: again(
        w.claim, deed=None, slip_number="", publicity_until=DAY - timedelta(days=1)
    ),
    "points_claim_publicised_has_dates": lambda w: again(w.claim, deed=None, slip_number="", decided_at=None),
    "points_claim_posted_has_moment": lambda w: again(w.claim, deed=None, slip_number="", state=ClaimState.PUBLICISED),
    "points_claim_submitted_has_moment": lambda w: again(w.claim, deed=None, slip_number="", submitted_at=None),
    "points_claimphoto_key": lambda w: again(w.claimphoto),
    # points: ledger
    "points_ledgerhead_one_per_village": lambda w: again(w.ledgerhead),
    "points_entry_seq_key": lambda w: again(w.posted, idempotency_key="x", claim_id=new_id()),
    "points_entry_idempotency_key": lambda w: again(w.posted, seq=9, claim_id=new_id()),
    "points_entry_reversed_once": lambda w: again(w.entry, seq=9, idempotency_key="x"),
    "points_entry_claim_posted_once": lambda w: again(w.posted, seq=9, idempotency_key="x"),
    "points_entry_points_not_zero": lambda w: again(
        w.entry, seq=9, idempotency_key="x", reverses_id=new_id(), points=0
    ),
    "points_entry_seq_from_one": lambda w: again(w.entry, seq=0, idempotency_key="x", reverses_id=new_id()),
    "points_entry_counted_in_a_month": lambda w: again(
        w.entry, seq=9, idempotency_key="x", reverses_id=new_id(), counted_in=DAY
    ),
    "points_entry_reversal_names_entry": lambda w: again(
        w.entry, seq=9, idempotency_key="x", kind=EntryKind.ADJUSTMENT
    ),
    "points_entry_claim_names_claim": lambda w: again(w.posted, seq=9, idempotency_key="x", claim=None),
    "points_entrysecret_entry_key": lambda w: again(w.entrysecret),
    "points_monthclose_month_key": lambda w: again(w.monthclose),
    "points_monthclose_first_day": lambda w: again(w.monthclose, month=DAY),
    # councils
    "councils_body_name_key": lambda w: again(w.body),
    "councils_bodymember_term_key": lambda w: again(w.bodymember),
    "councils_bodymember_term_range": lambda w: again(w.bodymember, name="别人", term_to=DAY - timedelta(days=1)),
    "councils_nearkin_key": lambda w: again(w.nearkin),
    "councils_vote_once": lambda w: again(w.vote),
    "councils_vote_reason_given": lambda w: again(w.vote, round=2, decision=Decision.REJECT, note=""),
    "councils_telling_claim_key": lambda w: again(w.telling),
    "councils_telling_witnesses_named": lambda w: again(w.telling, claim_id=new_id(), way=TellingWay.WITNESSED),
    "councils_objection_one_open": lambda w: again(w.objection),
    "councils_objection_decided_with_reason": lambda w: again(
        w.objection, state=ObjectionState.UPHELD, decided_at=w.objection.made_at, decided_by=w.user, reason=""
    ),
    # boards
    "boards_ranking_period_key": lambda w: again(w.ranking),
    "boards_ranking_starts_a_month": lambda w: again(w.ranking, start=DAY),
    "boards_rankingrow_household_key": lambda w: again(w.rankingrow),
    "boards_boardissue_month_key": lambda w: again(w.boardissue, number=2),
    "boards_boardissue_number_key": lambda w: again(w.boardissue, month=later(MONTH)),
    "boards_boardissue_first_day": lambda w: again(w.boardissue, number=2, month=DAY),
    "boards_boardissue_published_has_number": lambda w: again(
        w.boardissue, month=later(MONTH), number=2, state=IssueState.DRAFT
    ),
    "boards_boardentry_ledger_key": lambda w: again(w.boardentry),
    "boards_boardentry_points_sign": lambda w: again(w.boardentry, ledger_entry_id=new_id(), points=10),
    "boards_boardentry_published_is_posted": lambda w: again(
        w.boardentry, colour=Colour.RED, points=10, ledger_entry=None
    ),
    "boards_boardentry_black_gate": lambda w: again(
        w.boardentry, ledger_entry_id=new_id(), state=EntryState.EXPIRED, told_on=None
    ),
    "boards_boarddeed_once": lambda w: again(w.boarddeed),
    "boards_boardvote_issue_once": lambda w: again(w.issue_vote),
    "boards_boardvote_entry_once": lambda w: again(w.boardvote),
    "boards_boardvote_names_entry": lambda w: again(w.issue_vote, edition=2, entry=w.boardentry),
}


def refused_by(error: IntegrityError) -> str:
    return error.__cause__.diag.constraint_name  # type: ignore[union-attr]


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses_it(everything: SimpleNamespace, name: str) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        BREAKS[name](everything)
    assert refused_by(caught.value) == name


@pytest.mark.parametrize("column", ["told_on", "reviewed_at", "reply_until", "decided_at", "until"])
@pytest.mark.parametrize("state", [EntryState.PUBLISHED, EntryState.EXPIRED, EntryState.LIFTED])
def test_no_step_of_the_black_gate_can_be_left_out(everything: SimpleNamespace, column: str, state: str) -> None:
    with pytest.raises(IntegrityError, match="boards_boardentry_black_gate"), transaction.atomic():
        again(everything.boardentry, ledger_entry_id=new_id(), state=state, **{column: None})


@pytest.mark.parametrize(("model", "constraint"), LINKS, ids=[constraint.name for _model, constraint in LINKS])
def test_no_row_names_a_row_of_another_village(
    everything: SimpleNamespace, model: Any, constraint: SameVillage
) -> None:
    """A copy of the row in a village without rows: each of its links leads into the other one."""
    row = getattr(everything, model._meta.model_name)
    assert getattr(row, f"{constraint.field}_id") is not None, "the sample row must have this link"
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        again(row, village=VillageFactory(parts=False))
        with connection.cursor() as cursor:
            cursor.execute(f'SET CONSTRAINTS "{constraint.name}" IMMEDIATE')
    assert refused_by(caught.value) == constraint.name


def test_what_a_constraint_lets_through(everything: SimpleNamespace) -> None:
    """The edges on the other side: a constraint that refuses everything would pass the tests above."""
    w = everything
    with transaction.atomic():
        again(w.claim, deed=None, state=ClaimState.REJECTED, posted_at=None)  # a dead claim frees its slip
        again(w.claim, deed=None, slip_number="")
        again(w.villagesettings, effective_from=DAY, publicity_days=5, issue_day=28, quorum_votes=1,
              quorum_constituencies=1)  # fmt: skip
        again(w.household, number="901", left_on=w.household.joined_on)
        again(w.vote, voter=UserFactory())
        again(w.boardentry, state=EntryState.DRAFTED, ledger_entry=None, told_on=None, reviewed_at=None)
        again(w.boardissue, month=later(MONTH), number=None, published_at=None, state=IssueState.DRAFT)
        again(w.rankingrow, household=HouseholdFactory(village=w.village, group=w.group, number="902"))
        connection.check_constraints()
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_every_village_key_is_unique_by_itself() -> None:
    """``(village, id)`` is never reached in daily life, the primary key refuses first: so that one is taken away, as
    the owner and for one transaction, with every other unique index.
    """
    one_of_everything()
    owner = connections["owner"]
    for model in VILLAGE_TABLES:
        table, name = model._meta.db_table, next(c.name for c in model._meta.constraints if isinstance(c, VillageKey))
        with pytest.raises(IntegrityError) as caught, transaction.atomic("owner"), owner.cursor() as cursor:
            cursor.execute(
                "SELECT i.relname, c.conname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid"
                " LEFT JOIN pg_constraint c ON c.conindid = i.oid AND c.contype IN ('p', 'u')"
                " WHERE x.indrelid = %s::regclass AND x.indisunique AND i.relname <> %s",
                [table, name],
            )
            for index, constraint in cursor.fetchall():
                what = f'ALTER TABLE "{table}" DROP CONSTRAINT "{index}"' if constraint else f'DROP INDEX "{index}"'
                cursor.execute(what)
            cursor.execute(f'INSERT INTO "{table}" SELECT * FROM "{table}" LIMIT 1')
            assert cursor.rowcount == 1, f"{table} has no row to copy"
        assert refused_by(caught.value) == name


def test_no_constraint_is_left_out() -> None:
    named = {c.name for model in OURS for c in model._meta.constraints if not isinstance(c, SameVillage | VillageKey)}
    assert named == set(BREAKS)


def test_the_sample_has_a_row_of_every_table(everything: SimpleNamespace) -> None:
    for model in VILLAGE_TABLES:
        assert isinstance(getattr(everything, model._meta.model_name), model)
