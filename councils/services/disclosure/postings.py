"""A posting from the first draft to the board: written, handed in, checked by somebody else, posted; or sent back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from councils.enums_disclosure import POSTING_SHOWN, PostingAct, PostingState
from councils.models import (
    DisclosureCategory,
    DisclosureDuty,
    DutyTerms,
    Posting,
    PostingFile,
    PostingTable,
    TableToMask,
)
from councils.models.disclosure.posting import TEXT_LENGTH, TITLE_LENGTH
from councils.queries import private
from councils.queries.disclosure import calendar, postings, who
from councils.services.disclosure import files
from councils.services.disclosure.steps import lock, reason_of, require_module, require_open, step, written
from councils.services.texts import tidy
from points.models import User, Village
from points.models.village import PUBLICITY_FLOOR_DAYS
from points.queries import access
from points.queries.villages import settings_on
from points.services.locks import lock_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, Problems, TransitionError


@dataclass(frozen=True)
class PostingInput:
    """What is written. The id is made with the form, so that a form sent twice is one posting."""

    title: str
    text: str = ""
    category: DisclosureCategory | None = None
    duty: DisclosureDuty | None = None
    #: First and last day, both or neither.
    period_start: date | None = None
    period_end: date | None = None
    id: uuid.UUID | None = None


@transaction.atomic
def draft(*, village: Village, data: PostingInput, by: User, at: datetime) -> Posting:
    """Raises :class:`Problems` naming the fields."""
    require_module(village)
    access.require(by, village, *who.WRITERS)
    lock_village(village)
    if data.id and (done := Posting.objects.filter(village=village, pk=data.id, written_by=by).first()):
        return done
    category = _category(village, data, clock.local_day(at))
    Problems.raise_if(_wrong(village, data, category))
    posting = Posting(
        id=data.id or new_id(), village=village, number=_next_number(village), category=category, duty=data.duty,
        period_start=data.period_start, period_end=data.period_end, title=_line(data.title), text=data.text.strip(),
        written_by=by, written_at=at,
    )  # fmt: skip
    posting.save(force_insert=True)
    written(posting, PostingAct.DRAFTED, by=by, at=at)
    return posting


@transaction.atomic
def save(*, posting: Posting, data: PostingInput, by: User, at: datetime) -> Posting:
    """Before the check, or when it came back. What it is about (duty, period) stays as it was begun."""
    locked = lock(posting)
    access.require(by, locked.village, *who.WRITERS)
    require_open(locked)
    category = (data.category or locked.category) if locked.duty_id is None else locked.category
    about = replace(data, duty=locked.duty, period_start=locked.period_start, period_end=locked.period_end)
    Problems.raise_if(_wrong(locked.village, about, category))
    locked.title, locked.text, locked.category = _line(data.title), data.text.strip(), category
    locked.save(update_fields=["title", "text", "category"])
    written(locked, PostingAct.EDITED, by=by, at=at, before=locked.state)
    return locked


@transaction.atomic
def send(*, posting: Posting, by: User, at: datetime) -> Posting:
    """To the supervisors. It says something: text, a table or a file; and no table waits for its columns."""
    locked = lock(posting)
    access.require(by, locked.village, *who.WRITERS)
    here = {"village": locked.village_id, "posting": locked}
    if TableToMask.objects.filter(**here).exists():
        sentence = _("A table still waits: say what becomes of its columns, or take it away.")
        raise DomainError(sentence, code="table_waits")
    if not (locked.text or PostingTable.objects.filter(**here).exists() or PostingFile.objects.filter(**here).exists()):
        sentence = _("Nothing can be read in it yet. Write a text, or add a table, a picture or a PDF.")
        raise DomainError(sentence, field="text", code="empty")
    step(locked, PostingAct.SENT, PostingState.TO_CHECK, by=by, at=at, sent_by=by, sent_at=at)
    return locked


@transaction.atomic
def check(*, posting: Posting, by: User, at: datetime) -> Posting:
    """In order: it stands on the board from this moment, at least so many days. A corrected edition makes way."""
    locked = lock(posting)
    _require_checker(locked, by)
    today = clock.local_day(at)
    before = _corrected(locked)
    if before is not None and before.state == PostingState.POSTED:
        step(before, PostingAct.REPLACED, PostingState.REPLACED, by=by, at=at)
    step(
        locked, PostingAct.POSTED, PostingState.POSTED, by=by, at=at, checked_by=by, posted_at=at, posted_on=today,
        posted_until=today + timedelta(days=days_posted(locked, today) - 1),
    )  # fmt: skip
    return locked


@transaction.atomic
def send_back(*, posting: Posting, reason: str, by: User, at: datetime) -> Posting:
    """Not like this; the reason goes to whoever wrote it."""
    locked = lock(posting)
    _require_checker(locked, by)
    step(locked, PostingAct.RETURNED, PostingState.RETURNED, by=by, at=at, words=reason_of(reason))
    return locked


@transaction.atomic
def drop(*, posting: Posting, by: User, at: datetime) -> Posting:
    """Give a draft up. Its files, and a table that waits, are deleted."""
    locked = lock(posting)
    access.require(by, locked.village, *who.WRITERS)
    require_open(locked)
    files.forget(locked)
    step(locked, PostingAct.DROPPED, PostingState.DROPPED, by=by, at=at)
    return locked


@transaction.atomic
def correct(*, posting: Posting, reason: str, by: User, at: datetime, id: uuid.UUID | None = None) -> Posting:
    """Begin a new edition, with the words, tables and pictures of the one that stands. It is checked like the first.

    The earlier edition stays to be read, with the reason. One correction at a time.
    """
    locked = lock(posting)
    access.require(by, locked.village, *who.WRITERS)
    lock_village(locked.village)
    running = postings.correction_of(locked)
    if running is not None:
        if running.pk == id:
            return running
        raise TransitionError(_("A correction of it is under way. Load the page anew."), code="correcting")
    if locked.state not in (PostingState.POSTED, PostingState.TAKEN_DOWN):
        raise TransitionError(_("Only what was posted is corrected. Load the page anew."), code="step")
    made = Posting(
        id=id or new_id(), village=locked.village, number=locked.number, edition=locked.edition + 1,
        category=locked.category, duty=locked.duty, period_start=locked.period_start, period_end=locked.period_end,
        title=locked.title, text=locked.text, corrects=locked, correction=reason_of(reason), written_by=by,
        written_at=at,
    )  # fmt: skip
    made.save(force_insert=True)
    files.copy(locked, made)
    written(made, PostingAct.DRAFTED, by=by, at=at)
    return made


@transaction.atomic
def take_down(*, posting: Posting, reason: str, erase: bool, by: User, at: datetime) -> Posting:
    """At once, by a supervisor: what must not be read. Title and reason stay; with ``erase`` its tables, files and
    text are gone for good, here and in earlier editions. A correction under way has them too: it is given up first."""
    locked = lock(posting)
    access.require(by, locked.village, *who.CHECKERS)
    reason = reason_of(reason)
    if erase and postings.correction_of(locked) is not None:
        sentence = _(
            "A correction of it is under way and holds the same text, tables and files. Have it given up first, then "
            "take this one down and delete them."
        )
        raise TransitionError(sentence, field="erase", code="correcting")
    step(
        locked, PostingAct.TAKEN_DOWN, PostingState.TAKEN_DOWN, by=by, at=at, words=reason,
        taken_down_at=at, taken_down_why=reason,
    )  # fmt: skip
    earlier = Posting.objects.filter(
        village=locked.village_id, number=locked.number, edition__lt=locked.edition, state__in=POSTING_SHOWN
    )
    if erase:
        for one in [locked, *earlier]:
            files.forget(one)
        keys = [locked.pk, *(one.pk for one in earlier)]
        Posting.objects.filter(village=locked.village_id, pk__in=keys).update(text="")
        locked.text = ""
    return locked


def days_posted(posting: Posting, day: date) -> int:
    """As the duty says, else the village's settings; never below the floor."""
    own = None
    if posting.duty_id is not None:
        terms = DutyTerms.objects.filter(village=posting.village_id, duty=posting.duty_id, effective_from__lte=day)
        own = terms.order_by("-effective_from").values_list("days_posted", flat=True).first()
    return max(own or settings_on(posting.village, day).publicity_days, PUBLICITY_FLOOR_DAYS)


# ------------------------------------------------------------------------------------------------------------- checks


def _require_checker(posting: Posting, by: User) -> None:
    access.require(by, posting.village, *who.CHECKERS)
    if by.pk in postings.writers_of(posting):
        sentence = _("Whoever wrote or changed a posting does not check it. Another supervisor does.")
        raise NotAllowed(sentence, code="own_posting")


def _corrected(posting: Posting) -> Posting | None:
    if posting.corrects_id is None:
        return None
    rows = Posting.objects.select_for_update(of=("self",)).select_related("village")
    return rows.get(village=posting.village_id, pk=posting.corrects_id)


def _category(village: Village, data: PostingInput, today: date) -> DisclosureCategory | None:
    """Of a duty: the one it stands under."""
    if data.duty is None:
        return data.category
    found = calendar.history_of(village, data.duty.pk)
    if found is None:
        return None
    return (found.on(data.period_end or today) or found.latest).category


def _wrong(village: Village, data: PostingInput, category: DisclosureCategory | None) -> list[DomainError]:
    title, text = _line(data.title), data.text.strip()
    found = tidy(title, "title", TITLE_LENGTH, _("Give it a title."))
    found += tidy(text, "text", TEXT_LENGTH)
    found += private.in_words(title, "title") + private.in_words(text, "text", mobile_too=False)
    if category is None or category.village_id != village.pk:
        found.append(DomainError(_("Choose the category."), field="category", code="category"))
    first, last = data.period_start, data.period_end
    if (first is None) != (last is None):
        found.append(DomainError(_("Enter both days, or neither."), field="period_end", code="period"))
    elif first and last and last < first:
        found.append(DomainError(_("The last day is before the first."), field="period_end", code="period"))
    if data.duty is not None and first is None:
        found.append(DomainError(_("Say which period it is about."), field="period_start", code="period"))
    return found


def _line(text: str) -> str:
    return " ".join(text.split())


def _next_number(village: Village) -> int:
    return (Posting.objects.filter(village=village).aggregate(last=Max("number"))["last"] or 0) + 1
