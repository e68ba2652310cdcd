"""Rows of dividends, legal service, profile and pairs, and how each of their constraints is broken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from councils.models import (
    Dividend,
    DividendLine,
    LegalCount,
    LegalLecture,
    LegalRoom,
    Pairing,
    Project,
    ProjectLine,
    VillageFigure,
    VillagePicture,
)
from villagegov.kernel import clock

DAY = date(2026, 10, 10)
AT = clock.moment(DAY)


def economy(found: SimpleNamespace) -> None:
    """A draft of one person: 60 per cent of 1000.00 are 600.00, all of it hers."""
    village, user = found.village, found.user
    found.dividend = Dividend.objects.create(
        village=village, year=2025, profit=Decimal(1000), share_percent=Decimal(60), amount=Decimal(600), basis="heads",
        entitled_on=DAY, decided="村民代表会议", units=Decimal(1), per_unit=Decimal(600), distributed=Decimal(600),
        remainder=Decimal(0), drafted_by=user, drafted_at=AT,
    )  # fmt: skip
    found.dividendline = DividendLine.objects.create(
        village=village, dividend=found.dividend, household=found.household, units=Decimal(1), amount=Decimal(600),
        added_by=user, added_at=AT,
    )  # fmt: skip
    found.legalroom = LegalRoom.objects.create(village=village, place="村委会一楼", hours="每周三上午")
    found.legalcount = LegalCount.objects.create(village=village, month=date(2026, 10, 1), kind="mediation", number=3)
    found.legallecture = LegalLecture.objects.create(village=village, day=DAY, topic="民法典", listeners=40)
    found.project = Project.objects.create(
        village=village, name="产业路", about="硬化2公里", starts_on=DAY, answers="支部书记"
    )
    found.projectline = ProjectLine.objects.create(
        village=village, project=found.project, day=DAY, text="开工", written_by=user, written_at=AT
    )
    found.villagefigure = VillageFigure.objects.create(
        village=village, year=2025, name="户籍人口", value=Decimal(1288), unit="人"
    )
    found.villagepicture = VillagePicture.objects.create(village=village, photo=found.photo, alt="村口", added_at=AT)
    found.pairing = Pairing.objects.create(
        village=village, household=found.household, name="李党员", user=user, days=30, since=DAY
    )


def breaks(again: Callable[..., None]) -> dict[str, Callable[[SimpleNamespace], Any]]:
    def other(w: SimpleNamespace, **changes: Any) -> None:
        """Another year's, straight into the state it is to be in."""
        again(w.dividend, **{"year": 2024, **changes})

    def line(w: SimpleNamespace, **changes: Any) -> None:
        again(w.dividendline, **{"household": w.cast.households[1], **changes})

    who = {"checked_at": AT}
    return {
        "councils_dividend_year_key": lambda w: again(w.dividend),
        "councils_dividend_numbers": lambda w: other(
            w, share_percent=Decimal(101), amount=Decimal(1010), remainder=Decimal(410), units=Decimal(1),
            per_unit=Decimal(1010), distributed=Decimal(600),
        ),
        "councils_dividend_decided": lambda w: other(w, decided=""),
        "councils_dividend_amount": lambda w: other(
            w, amount=Decimal("600.01"), per_unit=Decimal("600.01"), distributed=Decimal("600.01")
        ),
        "councils_dividend_to_the_cent": lambda w: other(w, remainder=Decimal("0.01")),
        "councils_dividend_rounding": lambda w: other(
            w, per_unit=Decimal("599.99"), distributed=Decimal("599.99"), remainder=Decimal("0.01")
        ),
        "councils_dividend_step": lambda w: other(w, step=7),
        "councils_dividend_checked": lambda w: other(w, checked_by=w.cast.administrator, **who),
        "councils_dividend_two_people": lambda w: other(w, state="checked", checked_by=w.user, **who),
        "councils_dividend_days": lambda w: other(w, published_on=DAY),
        "councils_dividendline_key": lambda w: again(w.dividendline),
        "councils_dividendline_kind": lambda w: line(w, units=Decimal(-1)),
        "councils_dividendline_checked": lambda w: line(w, checked_by=w.cast.administrator, **who),
        "councils_dividendline_two_people": lambda w: line_of_published(w, again, checked_by=w.user, **who),
        "councils_dividendline_paid": lambda w: line_of_published(w, again, paid_by=w.user),
        "councils_legalroom_key": lambda w: again(w.legalroom),
        "councils_legalroom_filled": lambda w: again(w.legalroom, hours=""),
        "councils_legalcount_month_key": lambda w: again(w.legalcount),
        "councils_legalcount_month": lambda w: again(w.legalcount, month=DAY),
        "councils_legallecture_key": lambda w: again(w.legallecture),
        "councils_legallecture_filled": lambda w: again(w.legallecture, topic=""),
        "councils_project_name_key": lambda w: again(w.project),
        "councils_project_range": lambda w: again(w.project, name="别的", ends_on=DAY - timedelta(days=1)),
        "councils_project_finished": lambda w: again(w.project, name="别的", stage="finished", ends_on=DAY),
        "councils_projectline_filled": lambda w: again(w.projectline, text=""),
        "councils_villagefigure_name_key": lambda w: again(w.villagefigure),
        "councils_villagefigure_filled": lambda w: again(w.villagefigure, year=1900),
        "councils_villagepicture_photo_key": lambda w: again(w.villagepicture),
        "councils_villagepicture_alt": lambda w: again(w.villagepicture, alt=""),
        "councils_pairing_running_key": lambda w: again(w.pairing),
        "councils_pairing_named": lambda w: again(w.pairing, name="", until=DAY),
        "councils_pairing_days": lambda w: again(w.pairing, days=0, until=DAY),
        "councils_pairing_range": lambda w: again(w.pairing, until=DAY - timedelta(days=1)),
    }  # fmt: skip


def line_of_published(w: SimpleNamespace, again: Callable[..., None], **changes: Any) -> None:
    """A correction of a dividend that stands published from the beginning, as no service would make it."""
    key = w.village.pk.int  # one more dividend, of its own year
    made = Dividend.objects.create(
        village=w.village, year=2000 + key % 20, profit=Decimal(1000), share_percent=Decimal(60), amount=Decimal(600),
        basis="heads", entitled_on=DAY, decided="村民代表会议", units=Decimal(1), per_unit=Decimal(600),
        distributed=Decimal(600), remainder=Decimal(0), drafted_by=w.user, drafted_at=AT, state="published",
        checked_by=w.cast.administrator, checked_at=AT, published_on=DAY,
    )  # fmt: skip
    again(w.dividendline, dividend=made, number=1, reason="left_out", **changes)
