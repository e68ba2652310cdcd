"""Household cards 农户卡: printed by the office with a one-time code, opened by the household with a PIN of its own.

No message is sent to any phone. The code stands on the paper alone: the site keeps its keyed hash. It is made from the
form's own random seed, so that the same form sent twice gives the same sheet and no second set of codes.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from points.enums import HouseholdState, NoticeKind, Role
from points.models import Household, HouseholdCard, User, Village
from points.queries import access, cards, households
from points.services import accounts, audit, notices, pins, tries
from points.services.tries import Limit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Problems

#: Who prints cards.
PRINTERS = (Role.OFFICER, Role.ADMINISTRATOR)
CODE_LENGTH = 10
#: How long the code of a printed card opens the account.
CODE_DAYS = 30
#: What is printed at once: forty sheets of ten cards.
MOST_AT_ONCE = 400
#: Wrong codes: from one address (many telephones share one), and for one beginning of a code from anywhere: at most
#: 10,000 guesses an hour, however many addresses they come from. See docs/decisions.md.
_PREFIX = 3
_CODE_ADDRESS, _CODE_PREFIX = (20, timedelta(minutes=15)), (10, timedelta(hours=1))
#: Wrong PINs: for one household from one address as with passwords, for one household from anywhere, from one address.
_PIN_HERE, _PIN_ANYWHERE = (5, timedelta(minutes=15)), (20, timedelta(hours=24))
_PIN_ADDRESS = (60, timedelta(minutes=15))


@dataclass(frozen=True)
class Printed:
    """A card as it goes on paper: the only moment in which its code is known."""

    card: HouseholdCard
    code: str

    @property
    def grouped(self) -> str:
        """``123 456 7890``: read out and typed in groups."""
        return f"{self.code[:3]} {self.code[3:6]} {self.code[6:]}"


# --------------------------------------------------------------------------------------------------------- printing


@transaction.atomic
def issue(
    *, village: Village, household_ids: Collection[uuid.UUID], seed: str, by: User, at: datetime
) -> list[Printed]:
    """New cards, in the order of the register; a household's card until now ends with its PIN and its log-ins.

    ``seed`` is random and made with the form: the same one again gives the same codes, and replaces nothing. Raises
    :class:`NotAllowed`, and :class:`DomainError` where nothing is chosen, too much, or a household is closed.
    """
    access.require(by, village, *PRINTERS)
    _require_accounts(village, at)
    if not household_ids:
        raise DomainError(_("Tick at least one household."), field="households", code="no_household")
    if len(set(household_ids)) > MOST_AT_ONCE:
        raise DomainError(
            _("At most %(most)s cards at once. Print group by group.") % {"most": MOST_AT_ONCE},
            field="households",
            code="too_many",
        )
    locked = households.lock(village, household_ids)
    Problems.raise_if(_not_for_cards(locked, household_ids))
    codes = _codes(village, list(locked), seed)
    valid = cards.valid_of(village, list(locked))
    same = {pk for pk, card in valid.items() if card.digest == _digest(codes[pk])}
    ended = [card for pk, card in valid.items() if pk not in same]
    _end(village, ended, by, at)
    notices.tell_of_cards(village=village, cards=ended, kind=NoticeKind.CARD, by=by, at=at)
    made = [
        HouseholdCard(
            village=village,
            household=household,
            digest=_digest(codes[pk]),
            issued_by=by,
            issued_at=at,
            expires_on=clock.local_day(at) + timedelta(days=CODE_DAYS),
        )
        for pk, household in locked.items()
        if pk not in same
    ]
    HouseholdCard.objects.bulk_create(made)
    audit.record_many([audit.row(by=by, at=at, action="card.printed", subject=card) for card in made])
    now = {**valid, **{card.household_id: card for card in made}}
    rows = Household.objects.filter(village=village, pk__in=locked).select_related("group")
    return [_printed(now[row.pk], row, codes[row.pk]) for row in rows.order_by("group__number", "number")]


def would_end(
    *, village: Village, household_ids: Collection[uuid.UUID], seed: str, at: datetime
) -> list[HouseholdCard]:
    """Cards that still open something and would end by printing: said before it is done. None for a form sent twice."""
    codes = {pk: _digest(_code(seed, pk, 0)) for pk in household_ids}
    valid = cards.valid_of(village, household_ids)
    today = clock.local_day(at)
    return [
        card
        for pk, card in valid.items()
        if card.digest != codes[pk] and (card.used_at is not None or card.expires_on >= today)
    ]


def _printed(card: HouseholdCard, household: Household, code: str) -> Printed:
    card.household = household
    return Printed(card, code)


def _not_for_cards(locked: dict[uuid.UUID, Household], wanted: Collection[uuid.UUID]) -> list[DomainError]:
    if set(wanted) - set(locked):
        return [DomainError(_("This village has no such household. Load the page anew."), field="households")]
    return [_closed(row) for row in locked.values() if row.state == HouseholdState.CLOSED]


def _codes(village: Village, ids: Sequence[uuid.UUID], seed: str) -> dict[uuid.UUID, str]:
    """A code for each household that is no other valid card's, in this village or another."""
    codes = {pk: _code(seed, pk, 0) for pk in ids}
    for turn in range(1, 20):
        by_digest = {_digest(code): pk for pk, code in codes.items()}
        taken = HouseholdCard.objects.filter(digest__in=list(by_digest), replaced_at=None)
        again = {by_digest[card.digest] for card in taken if card.household_id != by_digest[card.digest]}
        again |= set(ids) - set(by_digest.values())  # two of this very sheet
        if not again:
            return codes
        codes |= {pk: _code(seed, pk, turn) for pk in again}
    raise DomainError(_("The codes could not be made. Open the page anew and print once more."), code="no_codes")


def _code(seed: str, household_id: uuid.UUID, turn: int) -> str:
    data = hmac.digest(_key(settings.SECRET_KEY, "code"), f"{seed}:{household_id}:{turn}".encode(), hashlib.sha256)
    return f"{int.from_bytes(data, 'big') % 10**CODE_LENGTH:0{CODE_LENGTH}d}"


def _key(secret: str, what: str) -> bytes:
    return hmac.digest(secret.encode(), f"points.cards.{what}".encode(), hashlib.sha256)


def _digest(code: str, secret: str = "") -> str:
    return hmac.new(_key(secret or settings.SECRET_KEY, "digest"), code.encode(), hashlib.sha256).hexdigest()


def _end(village: Village, ended: Sequence[HouseholdCard], by: User, at: datetime) -> None:
    """These cards open nothing any more; whoever is logged in with one is logged out."""
    if not ended:
        return
    HouseholdCard.objects.filter(village=village, pk__in=[card.pk for card in ended]).update(replaced_at=at, pin="")
    users = [card.user for card in ended if card.user is not None]
    for user in users:
        user.set_unusable_password()  # another one than before: sessions end with it
    User.objects.bulk_update(users, ["password"])
    used = {card.household_id for card in ended if card.used_at}
    numbers = Household.objects.filter(village=village, pk__in=used).values_list("number", flat=True)
    tries.forget([_anywhere(village, number) for number in numbers])
    audit.record_many(
        [
            audit.row(by=by, at=at, action="card.replaced", subject=card, after={"used": card.used_at is not None})
            for card in ended
        ]
    )


@transaction.atomic
def withdraw(*, card: HouseholdCard, by: User, at: datetime) -> None:
    """The card is lost or the household wants no account: code, PIN and log-ins end, and no new card is printed."""
    access.require(by, card.village, *PRINTERS)
    locked = HouseholdCard.objects.select_for_update(of=("self",)).select_related("user", "village")
    found = locked.filter(village=card.village_id, pk=card.pk, replaced_at=None).first()
    if found is None:
        raise DomainError(_("This card has ended already."), code="card_ended")
    _end(found.village, [found], by, at)
    notices.tell_of_cards(village=found.village, cards=[found], kind=NoticeKind.CARD_WITHDRAWN, by=by, at=at)


# ------------------------------------------------------------------------------------------------------ the one code


def find(*, code: str, address: str, at: datetime) -> HouseholdCard:
    """The valid card with this code, used or not. ``address`` is the network address of whoever asks.

    Raises :class:`DomainError` (field ``code``) in words: too many tries, no such code, replaced, expired, no accounts.
    """
    code = tidy_code(code)
    if not (len(code) == CODE_LENGTH and code.isascii() and code.isdigit()):
        raise _wrong_code(_("The code has %(count)s digits. Look at the card once more.") % {"count": CODE_LENGTH})
    done = tries.begin(
        limits=[
            Limit("code-address", address, *_CODE_ADDRESS, forgiven=False),
            Limit("code-prefix", code[:_PREFIX], *_CODE_PREFIX, forgiven=False),
        ],
        at=at,
    )
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    rows = HouseholdCard.objects.filter(digest__in=[_digest(code, secret) for secret in secrets])
    found = list(rows.select_related("village__town", "household__group").order_by("-issued_at"))
    if not found:
        raise _wrong_code(_("No card has this code. Look at the card once more, digit by digit."))
    tries.succeeded(done)
    card = next((card for card in found if card.replaced_at is None), found[0])
    _require_accounts(card.village, at)
    _require_open(card, at)
    return card


def _require_open(card: HouseholdCard, at: datetime) -> None:
    if card.replaced_at is not None:
        raise _wrong_code(_("A newer card has been printed for this household. Use that one."), "card_replaced")
    if card.household.state == HouseholdState.CLOSED:
        raise _closed(card.household)
    if card.used_at is None and card.expires_on < clock.local_day(at):
        raise _wrong_code(
            _("This code was valid until %(day)s. Ask the information officer for a new card.")
            % {"day": f"{card.expires_on:%Y-%m-%d}"},
            "card_expired",
        )


@transaction.atomic
def redeem(*, card: HouseholdCard, pin: str, at: datetime) -> User:
    """The household sets its PIN: the code is used up, the account is there. Returns it.

    The account is the household's: a later card opens the same one. Raises :class:`DomainError` naming ``pin`` or
    ``code``.
    """
    card = _locked(card)
    _require_accounts(card.village, at)
    _require_open(card, at)
    if card.used_at is not None:
        raise used_up()
    pin = pins.tidy(pin)
    pins.check(pin, card.household.number)
    card.user, card.used_at, card.pin = _account(card, at), at, make_password(pin)
    card.save(update_fields=["user", "used_at", "pin"])
    audit.record(by=card.user, at=at, action="card.used", subject=card)
    return card.user


def _locked(card: HouseholdCard) -> HouseholdCard:
    rows = HouseholdCard.objects.select_for_update(of=("self",)).select_related("village", "household", "user")
    return rows.get(village=card.village_id, pk=card.pk)


def _account(card: HouseholdCard, at: datetime) -> User:
    household = card.household
    earlier = HouseholdCard.objects.filter(village=card.village_id, household=household, user__isnull=False)
    before = earlier.select_related("user").order_by("-used_at").first()
    if before is not None and before.user is not None:
        user = before.user
        user.name = household.head_name
        user.save(update_fields=["name"])
    else:
        user = User.objects.create_user(_username(card), None, name=household.head_name)
    accounts.grant_role(village=card.village, user=user, role=Role.VILLAGER, household=household, by=None, at=at)
    return user


def _username(card: HouseholdCard) -> str:
    """``wangjiagou-037``; what is taken gets a number after it."""
    stem = User.normalize_username(f"{card.village.slug}-{card.household.number}")
    taken = set(User.objects.filter(username__startswith=stem).values_list("username", flat=True))
    names = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 2))]
    return next(name for name in names if name not in taken)


# -------------------------------------------------------------------------------------------------------- the PIN


def log_in(*, village: Village, number: str, pin: str, address: str, at: datetime) -> User:
    """The account of a household number with its PIN. Raises :class:`DomainError` (field ``pin``) in words.

    Whether there is such a household, card or account cannot be told from the refusal.
    """
    _require_accounts(village, at)
    done = _begin_pin(village, number, address, at)
    card = _card_of(village, number)
    if not _right(card, pins.tidy(pin)):
        raise _wrong_pin(done.left)
    assert card is not None and card.user is not None
    if card.household.state == HouseholdState.CLOSED:
        raise _closed(card.household)
    tries.succeeded(done)
    return card.user


def change_pin(*, card: HouseholdCard, old: str, new: str, address: str, at: datetime) -> User:
    """Another PIN, by whoever knows the old one; other log-ins of the household end. Returns the account anew.

    Raises :class:`DomainError` naming ``old`` or ``pin``.
    """
    done = _begin_pin(card.village, card.household.number, address, at)
    with transaction.atomic():
        locked = _locked(card)
        if locked.user is None or not _right(locked, pins.tidy(old)):
            error = _wrong_pin(done.left)
            error.field = "old"
            raise error
        new = pins.tidy(new)
        pins.check(new, locked.household.number)
        locked.pin = make_password(new)
        locked.save(update_fields=["pin"])
        locked.user.set_unusable_password()
        locked.user.save(update_fields=["password"])
        audit.record(by=locked.user, at=at, action="card.pin_changed", subject=locked)
    tries.succeeded(done)
    return locked.user


def _begin_pin(village: Village, number: str, address: str, at: datetime) -> tries.Try:
    anywhere = _anywhere(village, number)
    here = Limit("pin-here", f"{anywhere.value}:{address}", *_PIN_HERE)
    return tries.begin(limits=[here, anywhere, Limit("pin-address", address, *_PIN_ADDRESS, forgiven=False)], at=at)


def _anywhere(village: Village, number: str) -> Limit:
    return Limit("pin", f"{village.pk}:{bare_number(number)}", *_PIN_ANYWHERE)


def _card_of(village: Village, number: str) -> HouseholdCard | None:
    """Of 37 and 037, where a village has both, the one as it was typed."""
    rows = HouseholdCard.objects.filter(village=village, replaced_at=None, used_at__isnull=False)
    rows = rows.filter(household__in=households.numbered(village, bare_number(number)))
    found = list(rows.select_related("user", "household"))
    return next((card for card in found if card.household.number == pins.tidy(number)), found[0] if found else None)


def _right(card: HouseholdCard | None, pin: str) -> bool:
    if card is None or not card.pin or card.user is None or not card.user.is_active:
        make_password(pin)  # as long as a wrong PIN takes
        return False

    def renew(raw: str) -> None:
        HouseholdCard.objects.filter(village=card.village_id, pk=card.pk).update(pin=make_password(raw))

    return check_password(pin, card.pin, setter=renew)


# ------------------------------------------------------------------------------------------------------------- words


def tidy_code(text: str) -> str:
    """``１２３ 456-7890`` -> ``1234567890``."""
    return "".join(letter for letter in pins.tidy(text) if letter not in "-－—–·.")


def bare_number(text: str) -> str:
    """37, 037 and ０３７户 are one household number."""
    return pins.tidy(text).removesuffix("户").lower().lstrip("0")[:20]


def _require_accounts(village: Village, at: datetime) -> None:
    if not cards.accounts_on(village, clock.local_day(at)):
        raise DomainError(cards.closed_words(village), code="no_accounts")


def _closed(household: Household) -> DomainError:
    return DomainError(
        _("Household %(number)s has been closed on the register; it has no card any more.")
        % {"number": household.number},
        field="households",
        code="household_closed",
    )


def used_up() -> DomainError:
    sentence = _("This code has been used and its PIN is set. Log in with the PIN, or ask for a new card.")
    return _wrong_code(sentence, "card_used")


def _wrong_code(sentence: str, code: str = "wrong_code") -> DomainError:
    return DomainError(sentence, field="code", code=code)


def _wrong_pin(left: int) -> DomainError:
    sentence = _("The household number or the PIN is wrong.")
    if left <= 2:
        sentence += " " + (
            _("%(count)s more tries; then wait a quarter of an hour.") % {"count": left}
            if left
            else _("Wait a quarter of an hour before the next try, or ask at the village office for a new card.")
        )
    return DomainError(sentence, field="pin", code="wrong_pin")
