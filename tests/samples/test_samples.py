"""The supervisors' sample: drawn by the close of a month, by chance that anybody can check; what is found is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.enums import Decision, Finding
from councils.models import NearKin, Sample, SampledClaim, Vote
from councils.queries import samples as queries
from councils.services import samples
from points.enums import Disclosure, EntryKind, ReviewRoute
from points.models import AuditRow, Claim, Entry, Item, VillageSettings
from tests.boards import support
from tests.factories import Cast, ItemFactory
from tests.faults.injection import undone
from villagegov.kernel import clock, sampling
from villagegov.kernel.errors import DomainError, NotAllowed

OCT = date(2026, 10, 1)
NOW = clock.moment(date(2026, 11, 20), 10)


def test_the_smallest_tickets_are_drawn_and_the_order_of_asking_does_not_matter() -> None:
    seed = sampling.seed_of("village", OCT, b"\x01\x02")
    assert seed == hashlib.sha256(b"villagegov sample 1\nvillage\n2026-10\n0102\n").hexdigest()
    tickets = {number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest() for number in range(1, 41)}
    assert sampling.draw(seed, range(1, 41), 5) == sorted(tickets, key=tickets.__getitem__)[:5]
    assert sampling.draw(seed, [*range(40, 0, -1), 7], 5) == sampling.draw(seed, range(1, 41), 5)
    assert sampling.draw(seed, [3, 1], 9) == sorted([3, 1], key=tickets.__getitem__)
    # The sample grows with the share and never changes its mind.
    assert set(sampling.draw(seed, range(1, 41), 3)) < set(sampling.draw(seed, range(1, 41), 9))


@pytest.mark.parametrize(
    ("of", "percent", "least", "size"), [(0, 5, 3, 0), (2, 5, 3, 2), (100, 5, 3, 5), (101, 5, 3, 6), (100, 0, 3, 0)]
)
def test_how_many_are_drawn(of: int, percent: int, least: int, size: int) -> None:
    assert sampling.size(of, percent, least) == size


@pytest.fixture(scope="module")
def october(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """Forty posted claims of October: twenty by the quorum, twenty by one signature; the month is closed."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = support.small_village(10)
        light = ItemFactory(
            scheme=cast.scheme, category=cast.category, code=34, name="环境清扫", points=5, route=ReviewRoute.LIGHT
        )
        for number in range(20):
            household = cast.households[number % 10]
            support.deed(cast, household, cast.award, date(2026, 10, 3 + number // 10), vouched_name="刘组长")
            support.deed(cast, household, light, date(2026, 10, 5 + number // 10))
        VillageSettings.objects.filter(village=cast.village).update(sample_percent=10, sample_light_percent=20)
        support.sweep(cast)
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def cast(october: Cast) -> Iterator[Cast]:
    with undone(), clock.frozen(NOW):
        yield october


@pytest.fixture
def sample(cast: Cast) -> Sample:
    return Sample.objects.get(village=cast.village, month=OCT)


def rows_of(sample: Sample) -> list[SampledClaim]:
    rows = SampledClaim.objects.filter(village=sample.village_id, sample=sample).select_related("claim", "village")
    return list(rows.order_by("number"))


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(cast: Cast, who: str | None, path: str, **asked: Any) -> str:
    client = signed_in(getattr(cast, who)) if who else Client()
    response = client.get(f"/v/{cast.village.slug}/{path}", asked)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


# ------------------------------------------------------------------------------------------------------------ drawing


def test_the_close_of_a_month_draws_it_from_what_everybody_can_read(cast: Cast, sample: Sample) -> None:
    """Drawn here from nothing but the published rule."""
    close = sample.last_seq
    leaf = bytes(Entry.objects.get(village=cast.village, seq=close).leaf).hex()
    text = f"villagegov sample 1\n{cast.village.pk}\n2026-10\n{leaf}\n"
    assert sample.seed == hashlib.sha256(text.encode()).hexdigest()
    assert (sample.full_of, sample.full_drawn, sample.light_of, sample.light_drawn) == (20, 3, 20, 4)
    for light, count in ((False, 3), (True, 4)):
        posted = Entry.objects.filter(village=cast.village, kind=EntryKind.CLAIM, counted_in=OCT)
        numbers = posted.filter(claim__item__code=34 if light else 1).values_list("seq", flat=True)
        by_ticket = sorted(numbers, key=lambda n: hashlib.sha256(f"{sample.seed}:{n}".encode()).hexdigest())
        assert sorted(by_ticket[:count]) == [row.number for row in rows_of(sample) if row.light == light]
    drawn = AuditRow.objects.get(village=cast.village, action="sample.drawn", subject_id=sample.pk)
    assert drawn.by is None and drawn.after == {"month": "2026-10", "count": 7}


def test_a_second_sweep_draws_nothing(cast: Cast, sample: Sample) -> None:
    before = rows_of(sample)
    assert support.sweep(cast, NOW).samples == []
    assert samples.draw(village=cast.village, month=OCT, at=NOW) == sample
    assert rows_of(sample) == before


def test_an_open_month_is_not_drawn_and_a_village_may_do_without(cast: Cast) -> None:
    with pytest.raises(DomainError, match=r"结账后|closed"):
        samples.draw(village=cast.village, month=date(2026, 11, 1), at=NOW)
    VillageSettings.objects.filter(village=cast.village).update(sample_percent=0, sample_light_percent=0)
    done = support.sweep(cast, clock.moment(date(2026, 12, 8), 1))
    assert done.closed == [date(2026, 11, 1)] and done.samples == []


def test_whoever_tampers_is_found(cast: Cast, sample: Sample) -> None:
    assert queries.problems(cast.village) == []
    out = StringIO()
    call_command("check_samples", cast.village.slug, stdout=out)
    assert "in order" in out.getvalue()
    drawn = rows_of(sample)[0]
    other = (
        Entry.objects.filter(village=cast.village, kind=EntryKind.CLAIM, claim__item__code=1 if not drawn.light else 34)
        .exclude(seq__in=[row.number for row in rows_of(sample)])
        .first()
    )
    SampledClaim.objects.filter(pk=drawn.pk).update(number=other.seq, claim=other.claim_id)
    assert queries.problems(cast.village) == ["sample 2026-10: the lines drawn are not those with the smallest tickets"]
    with pytest.raises(SystemExit):
        call_command("check_samples", cast.village.slug, stdout=out, stderr=out)
    with pytest.raises(CommandError):
        call_command("check_samples", "nowhere")


# ----------------------------------------------------------------------------------------------------------- findings


def record(
    cast: Cast, row: SampledClaim, finding: str = Finding.WRONG, words: str = "当天不在村里", by: Any = None
) -> None:
    samples.record_finding(sampled=row, finding=finding, words=words, by=by or cast.supervisor, at=NOW)


def test_a_finding_is_kept_with_who_and_when_and_the_later_one_counts(cast: Cast, sample: Sample) -> None:
    row = rows_of(sample)[0]
    record(cast, row)
    record(cast, row, Finding.IN_ORDER, "")
    row.refresh_from_db()
    assert (row.finding, row.words, row.found_by, row.found_at) == (Finding.IN_ORDER, "", cast.supervisor, NOW)
    kept = AuditRow.objects.filter(village=cast.village, action="sample.found").order_by("pk")
    assert [(one.before, one.after) for one in kept] == [
        ({}, {"finding": "wrong"}),
        ({"finding": "wrong"}, {"finding": "in_order"}),
    ]
    assert Claim.objects.get(pk=row.claim_id).state == "posted", "putting it right is another act"


@pytest.mark.parametrize(
    ("finding", "words", "field"),
    [("", "x", "finding"), ("lovely", "x", "finding"), ("wrong", " ", "words"), ("unclear", "", "words"),
     ("in_order", "长" * 301, "words")],
)  # fmt: skip
def test_what_is_missing_is_named(cast: Cast, sample: Sample, finding: str, words: str, field: str) -> None:
    row = rows_of(sample)[0]
    with pytest.raises(DomainError) as refused:
        record(cast, row, finding, words)
    assert refused.value.field == field
    row.refresh_from_db()
    assert row.finding == "" and row.found_by is None


def test_only_a_supervisor_with_no_part_in_it_checks(cast: Cast, sample: Sample) -> None:
    first, second, third, *_rest = rows_of(sample)
    assert queries.waiting_count(cast.supervisor, cast.village) == 7
    Vote.objects.create(
        village=cast.village, claim=first.claim, round=1, voter=cast.supervisor, constituencies=["supervision"],
        decision=Decision.APPROVE, at=NOW,
    )  # fmt: skip
    Claim.objects.filter(pk=second.claim_id).update(vouched_by=cast.supervisor)
    NearKin.objects.create(
        village=cast.village, user=cast.supervisor, household=third.claim.household, registered_on=OCT
    )
    for row in (first, second, third):
        with pytest.raises(NotAllowed):
            record(cast, row)
    same_household = sum(row.claim.household_id == third.claim.household_id for row in rows_of(sample)[2:])
    assert queries.waiting_count(cast.supervisor, cast.village) == 7 - 2 - same_household
    for nobody in (cast.administrator, cast.branch, cast.officer):
        with pytest.raises(NotAllowed):
            record(cast, rows_of(sample)[-1], by=nobody)
        assert queries.waiting_count(nobody, cast.village) == 0


# -------------------------------------------------------------------------------------------------------------- pages


def test_the_public_reads_counts_and_all_it_takes_to_draw_anew(cast: Cast, sample: Sample) -> None:
    first, second, *_rest = rows_of(sample)
    record(cast, first)
    record(cast, second, Finding.IN_ORDER, "")
    html = page(cast, None, "samples/")
    cells = [cell.partition("</td>")[0].rpartition(">")[2] for cell in html.split("<tbody>")[1].split("<td")[1:8]]
    assert cells[:6] == ["40", "7", "1", "1", "0", "5"]
    proof = page(cast, None, "samples/2026-10/")
    assert sample.seed in proof and sampling.ticket(sample.seed, first.number) in proof
    posted = Entry.objects.filter(village=cast.village, kind=EntryKind.CLAIM).order_by("seq")
    for number in posted.values_list("seq", flat=True):
        assert f"{number} " in proof or f" {number}" in proof
    for text in (html, proof):
        assert not any(household.head_name in text for household in cast.households)
        assert "当天不在村里" not in text and "刘组长" not in text
    assert Client().get(f"/v/{cast.village.slug}/samples/2026-09/").status_code == 200
    for month in ("2026-12", "2026-13", "october"):
        assert Client().get(f"/v/{cast.village.slug}/samples/{month}/").status_code == 404


def test_the_supervisor_records_on_the_page_and_what_is_wrong_stays(cast: Cast, sample: Sample) -> None:
    row = rows_of(sample)[0]
    address = f"/v/{cast.village.slug}/work/samples/claim/{row.pk}/"
    client = signed_in(cast.supervisor)
    refused = client.post(address, {"finding": "wrong", "words": ""}).content.decode()
    assert "请简单写明哪里不对" in refused and 'value="wrong"' in refused and "checked" in refused
    done = client.post(address, {"finding": "wrong", "words": "只来了半天"}, follow=True).content.decode()
    assert "已登记，还有6条等您核查" in done and "只来了半天" in done and "有误" in done


def test_no_informant_stands_on_the_checklist(cast: Cast, sample: Sample) -> None:
    row = next(row for row in rows_of(sample) if not row.light)
    html = page(cast, "supervisor", "work/samples/2026-10/print/")
    assert row.claim.household.head_name in html and "治安巡防" in html and "刘组长" in html and "□ 属实" in html
    Item.objects.filter(pk=cast.award.pk).update(disclosure=Disclosure.NONE)
    html = page(cast, "supervisor", "work/samples/2026-10/print/")
    assert "治安巡防" not in html and "刘组长" not in html and "不上纸" in html


def test_pages_cost_the_same_for_one_claim_and_for_many(cast: Cast, sample: Sample) -> None:
    counts = []
    for keep in (7, 1):
        kept = [row.pk for row in rows_of(sample)[:keep]]
        SampledClaim.objects.filter(sample=sample).exclude(pk__in=kept).delete()
        for path in ("work/samples/", "work/samples/2026-10/", "work/samples/2026-10/print/", "samples/"):
            with CaptureQueriesContext(connection) as captured:
                page(cast, "supervisor", path)
            counts.append(len(captured))
    assert counts[:4] == counts[4:], counts
