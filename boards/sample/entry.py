"""What is typed in: the planned deeds of a day as claims and shared deeds, with their photos."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.files.base import ContentFile

from boards.sample.setting import Setting
from points.enums import Channel, ClaimState
from points.models import Claim, Item, User
from points.queries.schemes import items_of
from points.sample.records import SampleDeed
from points.services import claims, photos
from points.services.claims import ClaimInput, DeedInput


@dataclass
class Desk:
    """The typist's desk: what was typed in, and which planned deed stands behind which claim."""

    setting: Setting
    items: dict[int, Item] = field(default_factory=dict)
    plans: dict[uuid.UUID, SampleDeed] = field(default_factory=dict)
    """Planned deed by claim; claims of shared deeds are not among them."""
    entered: int = 0

    def __post_init__(self) -> None:
        self.items = {item.code: item for item in items_of(self.setting.scheme)}

    def type_in(self, deeds: Iterable[SampleDeed], *, at: datetime) -> None:
        """One day's deeds: each person's single claims in one go, shared deeds one by one."""
        by_typist: dict[User, list[ClaimInput]] = defaultdict(list)
        for deed in deeds:
            typist = self._typist(deed)
            if deed.shared:
                claims.enter_deed(village=self.setting.village, data=self._shared(deed, at), by=typist, at=at)
            else:
                data = self._single(deed, typist, at)
                self.plans[data.id] = deed
                by_typist[typist].append(data)
            self.entered += len(deed.households)
        for typist, inputs in by_typist.items():
            claims.enter_claims(village=self.setting.village, inputs=inputs, by=typist, at=at)

    def send_up(self, *, at: datetime, state: ClaimState = ClaimState.DRAFT) -> None:
        """汇总上报 of everything in a state."""
        self._send(Claim.objects.filter(village=self.setting.village, state=state).order_by("created_at", "id"), at)

    def send_up_some(self, *, at: datetime, singles: int) -> None:
        """The oldest drafts: so many of one household each, and one shared deed."""
        drafts = Claim.objects.filter(village=self.setting.village, state=ClaimState.DRAFT).order_by("created_at", "id")
        oldest = drafts.filter(deed__isnull=False).values_list("deed_id", flat=True).first()
        shared = list(drafts.filter(deed=oldest)) if oldest else []
        self._send([*drafts.filter(deed__isnull=True)[:singles], *shared], at)

    def _send(self, rows: Iterable[Claim], at: datetime) -> None:
        """The officer sends what was typed in, the administrator what villagers claimed themselves."""
        rows = list(rows)
        for by, online in ((self.setting.officer, False), (self.setting.users["guanliyuan"], True)):
            ids = [claim.pk for claim in rows if bool(claim.claimed_by_id) is online]
            if ids:
                claims.send_up(village=self.setting.village, claim_ids=ids, by=by, at=at)

    def withdraw_planned(self, *, at: datetime) -> None:
        """What turned out to be typed in by mistake is taken back before the committee sits."""
        for claim in self._planned(ClaimState.SUBMITTED, "withdraw"):
            claims.withdraw(claim=claim, by=claim.typed_by, at=at)

    def correct_returned(self, *, at: datetime) -> None:
        """Returned claims get the words that were missing."""
        for claim in self._planned(ClaimState.RETURNED, "return"):
            deed = self.plans[claim.pk]
            data = self._single(deed, claim.typed_by, at, note=deed.correction, id=claim.pk)
            claims.edit_claim(claim=claim, data=data, by=claim.typed_by, at=at)

    def _planned(self, state: ClaimState, outcome: str) -> list[Claim]:
        rows = Claim.objects.filter(village=self.setting.village, state=state).select_related("village", "typed_by")
        return [claim for claim in rows if claim.pk in self.plans and self.plans[claim.pk].outcome == outcome]

    # ------------------------------------------------------------------------------------------------ small parts

    def _typist(self, deed: SampleDeed) -> User:
        if deed.channel == Channel.ONLINE:
            return self.setting.villagers[deed.households[0]]
        return self.setting.officer

    def _single(
        self, deed: SampleDeed, typist: User, at: datetime, *, note: str = "", id: uuid.UUID | None = None
    ) -> ClaimInput:
        data = ClaimInput(
            household_id=self.setting.households[deed.households[0]].pk,
            item_id=self.items[deed.code].pk,
            day=deed.day,
            quantity=deed.quantity,
            note=note or deed.note,
            slip_number=deed.slip_number,
            channel=Channel(deed.channel),
            vouched_name=self._voucher_name(deed),
            vouched_by=self._voucher(deed),
            photos=self._photos(deed, typist, at),
        )
        return data if id is None else replace(data, id=id)

    def _shared(self, deed: SampleDeed, at: datetime) -> DeedInput:
        return DeedInput(
            item_id=self.items[deed.code].pk,
            day=deed.day,
            household_ids=tuple(self.setting.households[number].pk for number in deed.households),
            quantity=deed.quantity,
            note=deed.note,
            vouched_name=self._voucher_name(deed),
            vouched_by=self._voucher(deed),
            photos=self._photos(deed, self.setting.officer, at),
        )

    def _voucher(self, deed: SampleDeed) -> uuid.UUID | None:
        return self.setting.users[deed.vouched_by].pk if deed.vouched_by else None

    def _voucher_name(self, deed: SampleDeed) -> str:
        return self.setting.users[deed.vouched_by].name if deed.vouched_by else ""

    def _photos(self, deed: SampleDeed, typist: User, at: datetime) -> tuple[uuid.UUID, ...]:
        if deed.photo is None:
            return ()
        upload = ContentFile(deed.photo.render(), name=deed.photo.filename)
        photo = photos.keep(village=self.setting.village, upload=upload, by=typist, at=at)
        return (photo.pk,)
