"""Households of the sample with cards: in use, not opened yet, expired; and what they claim themselves."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile

from boards.sample.committee import Committee
from boards.sample.setting import Setting
from councils.enums import Decision
from councils.services import review
from points.models import Claim, Household, User, Village
from points.queries.schemes import items_of
from points.sample.photos import PhotoSpec
from points.services import cards, photos, pins
from points.services.claims import ClaimInput, claim_online
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError

#: Households by number: the first two are printed with their PIN when the site starts.
IN_USE = ("068", "053", "067", "059")
WANGJIAGOU, PRINTED_PINS = "wangjiagou", IN_USE[:2]
#: In the villages without points: the household whose card is in use and printed with its PIN.
NEIGHBOURS = {"anping": "021", "zhucun": "009", "heping": "036"}
NOT_OPENED = ("055", "057", "062")
EXPIRED = ("060", "064")
#: What they claimed a day before: household, item, words, photo (the same seed is the same photo), what the committee
#: said to it. The photo of two households is one: reviewers are told.
CLAIMS: tuple[tuple[str, int, str, int, Decision | None, str], ...] = (
    ("068", 22, "捡到手机一部，交到村委会，已还失主", 0, None, ""),
    ("068", 38, "修好三组蓄水池边的栏杆", 7, Decision.RETURN, "看不出修好没有，请补一张修好以后的照片"),
    ("053", 38, "一起修蓄水池栏杆", 7, None, ""),
    ("067", 41, "为三组便道出工一天", 11, Decision.APPROVE, ""),
    ("059", 51, "给孙子讲家史", 0, Decision.REJECT, "传承家风家训要有村里组织的活动记录"),
)


def sample_pin(number: str) -> str:
    """From the installation's secret; the first of its kind that the rules for PINs let pass."""
    for turn in range(100):
        text = f"villagegov sample pin {number} {turn}"
        digest = hmac.digest(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256)
        pin = f"{int.from_bytes(digest, 'big') % 10**pins.LENGTH:0{pins.LENGTH}d}"
        try:
            pins.check(pin, number)
        except DomainError:
            continue
        return pin
    raise AssertionError("no PIN passes the rules")


def card_of(village: Village, officer: User, today: date) -> None:
    """One household of a village without points has opened its card and logs in with number and PIN."""
    household = Household.objects.get(village=village, number=NEIGHBOURS[village.slug])
    household.village = village
    printed = clock.moment(today - timedelta(days=12), 10)
    cards.issue(
        village=village, household_ids=[household.pk], seed=f"sample {village.slug}", by=officer, at=printed
    )  # fmt: skip
    card = household.cards.get(village=village, replaced_at=None)
    cards.redeem(card=card, pin=sample_pin(household.number), at=clock.moment(today - timedelta(days=11), 19))


def acts(setting: Setting, committee: Committee, now: datetime) -> Iterator[tuple[datetime, partial[None]]]:
    """What happens when, up to the day of loading."""
    today = clock.local_day(now)
    first = clock.moment(today - timedelta(days=cards.CODE_DAYS + 6), 10)
    yield first, partial(_print, setting, EXPIRED)
    yield clock.moment(today - timedelta(days=20), 10), partial(_print, setting, (*IN_USE, *NOT_OPENED))
    yield clock.moment(today - timedelta(days=19), 19), partial(_open, setting)
    yield clock.moment(today - timedelta(days=1), 21, 30), partial(_claim, setting, committee)


def _print(setting: Setting, numbers: tuple[str, ...], *, at: datetime) -> None:
    ids = [setting.households[number].pk for number in numbers]
    cards.issue(village=setting.village, household_ids=ids, seed=f"sample {at:%Y-%m-%d}", by=setting.officer, at=at)


def _open(setting: Setting, *, at: datetime) -> None:
    for number in IN_USE:
        household = setting.households[number]
        card = household.cards.get(village=setting.village, replaced_at=None)
        setting.villagers[number] = cards.redeem(card=card, pin=sample_pin(number), at=at)


def _claim(setting: Setting, committee: Committee, *, at: datetime) -> None:
    items = {item.code: item for item in items_of(setting.scheme)}
    for number, code, note, seed, decision, words in CLAIMS:
        user = setting.villagers[number]
        data = ClaimInput(
            household_id=setting.households[number].pk,
            item_id=items[code].pk,
            day=clock.local_day(at) - timedelta(days=1),
            note=note,
            photos=_photo(setting, seed, user, at),
        )
        claim = claim_online(village=setting.village, data=data, by=user, at=at)
        if decision is not None:
            _decide(setting, committee, claim, decision, words, at)


def _photo(setting: Setting, seed: int, user: User, at: datetime) -> tuple[uuid.UUID, ...]:
    if not seed:
        return ()
    spec = PhotoSpec("channel" if seed == 7 else "road", seed)
    upload = ContentFile(spec.render(), name=spec.filename)
    return (photos.keep(village=setting.village, upload=upload, by=user, at=at).pk,)


def _decide(setting: Setting, committee: Committee, claim: Claim, decision: Decision, words: str, at: datetime) -> None:
    """One member returns, two of different constituencies decide."""
    pair = committee.pair(1, {claim.household_id})
    for member in pair[: 1 if decision == Decision.RETURN else 2]:
        review.decide(village=setting.village, claim_ids=[claim.pk], decision=decision, note=words, by=member, at=at)
