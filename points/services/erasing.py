"""What points can erase of a household, part by part: see :mod:`points.services.privacy`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from points.enums import ClaimState, HouseholdState
from points.models import CareMark, Claim, ClaimPhoto, Entry, EntrySecret, EventWords, Household, User
from points.queries import held
from points.services import ledger, photos
from points.services.privacy import ErasePart, register_erasable

#: Claims nobody has to decide on any more.
OVER = (ClaimState.POSTED, ClaimState.REJECTED, ClaimState.WITHDRAWN)
#: What stands for a head who was erased.
ERASED_NAME = "（已删除）"


def _contacts(household: Household) -> int:
    return sum(bool(getattr(household, row.name)) for row in held.private_fields())


def _erase_contacts(household: Household, by: User, at: datetime) -> int:
    count, names = _contacts(household), [row.name for row in held.private_fields()]
    if count:
        for name in names:
            setattr(household, name, "")
        household.save(update_fields=names)
    return count


def _notes(household: Household) -> Any:
    return (
        Claim.objects.filter(village=household.village_id, household=household, state__in=OVER)
        .exclude(note="")
        .order_by()
    )


def _erase_notes(household: Household, by: User, at: datetime) -> int:
    return _notes(household).update(note="")


def _photos(household: Household) -> Any:
    return ClaimPhoto.objects.filter(
        village=household.village_id, claim__household=household, claim__state__in=OVER
    ).order_by()


def _erase_photos(household: Household, by: User, at: datetime) -> int:
    """The links; and the pictures, as far as they stand for no other household's claim."""
    links = list(_photos(household).values_list("id", "photo_id"))
    ClaimPhoto.objects.filter(village=household.village_id, id__in=[link for link, _photo in links]).delete()
    photos.drop_unused(village=household.village, photo_ids=[photo for _link, photo in links])
    return len(links)


def _secrets(household: Household) -> int:
    return EntrySecret.objects.filter(village=household.village_id, entry__household=household).count()


def _erase_secrets(household: Household, by: User, at: datetime) -> int:
    entries = Entry.objects.filter(village=household.village_id, household=household)
    return ledger.erase_secrets(entries=entries.defer("record", "leaf"), by=by, at=at)


def _words(household: Household) -> Any:
    return EventWords.objects.filter(village=household.village_id, event__household=household)


def _erase_words(household: Household, by: User, at: datetime) -> int:
    return _words(household).delete()[0]


def _marks(household: Household) -> Any:
    return CareMark.objects.filter(village=household.village_id, household=household)


def _erase_marks(household: Household, by: User, at: datetime) -> int:
    return _marks(household).delete()[0]


def _name(household: Household) -> int:
    return int(household.state == HouseholdState.CLOSED and household.head_name != ERASED_NAME)


def _erase_name(household: Household, by: User, at: datetime) -> int:
    count = _name(household)
    if count:
        household.head_name, household.pinyin, household.initials = ERASED_NAME, "", ""
        household.save(update_fields=["head_name", "pinyin", "initials"])
    return count


def register() -> None:
    """Called once, when the app is ready."""
    for key, label, about, count, act in (
        ("contacts", gettext_lazy("Phone, address and note"),
         gettext_lazy("Number, head, group and people stay while the household is on the register."),
         _contacts, _erase_contacts),
        ("notes", gettext_lazy("Notes of claims"),
         gettext_lazy("Of claims that have been decided. Deed, day, points and the committee’s reason stay; claims "
                      "under way keep their notes until they are decided."),
         lambda household: _notes(household).count(), _erase_notes),
        ("photos", gettext_lazy("Photos of claims"),
         gettext_lazy("Of claims that have been decided. A photo that stands for another household’s claim stays "
                      "there."),
         lambda household: _photos(household).count(), _erase_photos),
        ("ledger", gettext_lazy("Personal part of the ledger’s lines"),
         gettext_lazy("The passbook then shows points and days without wording and notes. The points stay."),
         _secrets, _erase_secrets),
        ("history", gettext_lazy("Reasons, names and notes in the history"),
         gettext_lazy("What happened and on which day stays; why, and who headed the household before, goes."),
         lambda household: _words(household).count(), _erase_words),
        ("care", gettext_lazy("Care marks"),
         gettext_lazy("Running and ended ones. Nobody is reminded to look in any more."),
         lambda household: _marks(household).count(), _erase_marks),
        ("name", gettext_lazy("Name of the head of a closed household"),
         gettext_lazy("The number and the points stay. While a household is on the register its head has a name."),
         _name, _erase_name),
    ):  # fmt: skip
        register_erasable(ErasePart(key, label, about, count, act))
