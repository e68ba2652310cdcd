"""Scenarios of claims, their photos, sheets and slips for tests of injected errors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from councils.enums import Decision
from points.models import Item
from points.services import claims, photos, sheets, slips
from points.services import due as points_due
from tests import stage
from tests.factories import Cast, ItemFactory
from tests.faults.scenario import NOW, Act, Prepare, nothing, with_photo
from villagegov.db.keys import new_id
from villagegov.kernel import clock


def draft_with_photo(cast: Cast) -> SimpleNamespace:
    found = with_photo(cast)
    found.claim = stage.draft(cast, photos=(found.photo.pk,), slip_number="WJG-1")
    return found


def kept_sheet(cast: Cast) -> list[sheets.TypedLine]:
    lines = [
        sheets.TypedLine(id=new_id(), position=n, household_text=cast.households[n].number, item_text="1")
        for n in range(3)
    ]
    sheets.keep_lines(village=cast.village, lines=lines, by=cast.officer, at=NOW)
    return lines


def spoiled_slip(cast: Cast) -> Any:
    book = stage.slip_book(cast)
    slips.spoil(book=book, numbers=[402], reason="写错", by=cast.officer, at=NOW)
    return book


def last_of_a_deed(cast: Cast) -> Any:
    kept = stage.photo(cast)
    return stage.deed(cast, households=(1,), photos=(kept.pk,), slip_number="WJG-2").claims.get(village=cast.village)


def lower_claims(cast: Cast) -> Any:
    """A draft with a photo and a claim sent up, both on an item that counts once together with a higher one."""
    Item.objects.filter(pk=cast.award.pk).update(exclusive_group="work")
    draft_with_photo(cast)
    stage.submitted(cast)
    return ItemFactory(scheme=cast.scheme, category=cast.category, points=20, exclusive_group="work")


def villagers_photo(cast: Cast) -> Any:
    return photos.keep(village=cast.village, upload=stage.picture(), by=cast.villager, at=NOW)


def vote_back(cast: Cast, claim: Any) -> Any:
    return stage.vote(cast, cast.branch, claim, decision=Decision.RETURN, note="请补照片")


def posted_with_photo(cast: Cast) -> None:
    kept = stage.photo(cast)
    stage.approved(cast, photos=(kept.pk,))
    points_due.run_points(cast.village, stage.RELEASED)


CLAIMS: dict[str, tuple[Prepare, Act]] = {
    "points.services.claims.claim_online": (
        villagers_photo,
        lambda c, w: claims.claim_online(
            village=c.village, data=stage.claim_input(c, photos=(w.pk,)), by=c.villager, at=NOW
        ),
    ),
    "points.services.claims.correct_online": (
        lambda c: vote_back(c, stage.online(c)),
        lambda c, w: claims.correct_online(
            claim=stage.fresh(w), data=stage.claim_input(c, quantity=2), by=c.villager, at=NOW
        ),
    ),
    "points.services.claims.replace_online": (
        stage.online,
        lambda c, w: claims.replace_online(
            claim=w, data=stage.claim_input(c, quantity=2), by=c.villager, at=stage.SENT
        ),
    ),
    "points.services.claims.send_up, with online claims": (
        lambda c: [stage.draft(c), stage.online(c)],
        lambda c, w: stage.send(c, stage.fresh(w[0]), at=NOW),
    ),
    "points.services.claims.enter_claim": (
        with_photo,
        lambda c, w: stage.draft(c, photos=(w.photo.pk, w.other.pk), slip_number="WJG-9"),
    ),
    "points.services.claims.enter_claim, in the place of lower ones": (
        lower_claims,
        lambda c, higher: stage.draft(c, item=higher, slip_number="WJG-1", replaces=True),
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
    "points.services.photos.keep": (
        nothing,
        lambda c, w: photos.keep(village=c.village, upload=stage.picture(), by=c.officer, at=NOW),
    ),
    "points.services.photos.expire": (
        posted_with_photo,
        lambda c, w: photos.expire(village=c.village, at=clock.moment(date(2028, 1, 1))),
    ),
    "points.services.photos.sweep_unused": (
        with_photo,
        lambda c, w: photos.sweep_unused(village=c.village, before=NOW),
    ),
    "points.services.sheets.keep_lines": (
        kept_sheet,
        lambda c, w: sheets.keep_lines(
            village=c.village,
            lines=[replace(w[0], household_text=""), *(replace(line, id=new_id()) for line in w)],
            by=c.officer,
            at=NOW,
        ),
    ),
    "points.services.sheets.drop_sheet": (
        kept_sheet,
        lambda c, w: sheets.drop_sheet(village=c.village, by=c.officer),
    ),
    "points.services.sheets.save_lines": (
        kept_sheet,
        lambda c, w: sheets.save_lines(
            village=c.village,
            inputs=[replace(stage.claim_input(c, n), id=line.id) for n, line in enumerate(w)],
            by=c.officer,
            at=NOW,
        ),
    ),
    "points.services.sheets.sweep_forgotten": (
        kept_sheet,
        lambda c, w: sheets.sweep_forgotten(village=c.village, before=NOW + timedelta(days=1)),
    ),
    "points.services.slips.issue_book": (nothing, lambda c, w: stage.slip_book(c)),
    "points.services.slips.spoil": (
        stage.slip_book,
        lambda c, w: slips.spoil(book=w, numbers=[402, 403], reason="写错", by=c.officer, at=NOW),
    ),
    "points.services.slips.unspoil": (
        spoiled_slip,
        lambda c, w: slips.unspoil(book=w, number=402, by=c.officer, at=NOW),
    ),
    "points.services.slips.take_back": (
        spoiled_slip,
        lambda c, w: slips.take_back(book=w, by=c.officer, at=NOW),
    ),
}
