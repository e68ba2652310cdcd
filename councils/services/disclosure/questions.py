"""Questions to what was posted: asked by a household, answered within the village's days, or withheld with a reason."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums_disclosure import PostingState, QuestionState, WithheldFor
from councils.models import Posting, PostingQuestion
from councils.models.disclosure.question import ANSWER_LENGTH, QUESTION_LENGTH
from councils.queries import private
from councils.queries.disclosure import who
from councils.services import tell
from councils.services.disclosure.steps import lock, require_module
from councils.services.texts import tidy
from points.enums import HouseholdState, Role
from points.models import Household, User
from points.queries import access
from points.queries.villages import settings_on
from points.services import audit, calendar
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Gone, NotAllowed, Problems, TransitionError

#: Of one household to one posting, waiting at the same time: three questions are a conversation, ten are a flood.
MOST_WAITING = 3


@transaction.atomic
def ask(
    *, posting: Posting, household: Household, text: str, anonymous: bool, by: User, at: datetime,
    id: uuid.UUID | None = None,
) -> PostingQuestion:  # fmt: skip
    """By a household of the village. The id is made with the form. Raises :class:`DomainError` naming ``text``."""
    locked = lock(posting)
    access.require(by, locked.village, Role.VILLAGER)
    if household.pk not in access.own_households(by, locked.village):
        raise NotAllowed(_("You can ask for your own household only."), code="own")
    rows = PostingQuestion.objects.filter(village=locked.village_id)
    if id and (done := rows.filter(pk=id, asked_by=by).first()):
        return done
    if locked.state != PostingState.POSTED:
        raise TransitionError(_("This posting does not stand any more. Load the page anew."), code="step")
    text = " ".join(text.split())
    wrong = tidy(text, "text", QUESTION_LENGTH, _("Write what you want to know.")) + private.in_words(text, "text")
    if household.state == HouseholdState.CLOSED:
        wrong.append(DomainError(_("This household is closed."), code="closed"))
    Problems.raise_if(wrong)
    waiting = rows.filter(posting__number=locked.number, household=household, state=QuestionState.ASKED).count()
    if waiting >= MOST_WAITING:
        sentence = _("%(count)s of your questions wait for an answer. Please wait for these first.")
        raise DomainError(sentence % {"count": waiting}, field="text", code="too_many")
    today = clock.local_day(at)
    days = settings_on(locked.village, today).question_days
    made = PostingQuestion(
        id=id or new_id(), village=locked.village, posting=locked, household=household, asked_by=by, asked_at=at,
        anonymous=anonymous, text=text,
        due_on=calendar.deadline(village=locked.village, start=today, days=days, at=at),
    )  # fmt: skip
    made.save(force_insert=True)
    _note(made, "question.asked", by, at, "")
    return made


@transaction.atomic
def answer(*, question: PostingQuestion, words: str, by: User, at: datetime) -> PostingQuestion:
    """Question and answer are public from this moment."""
    locked = _lock(question)
    access.require(by, locked.village, *who.ANSWERERS)
    if locked.state != QuestionState.ASKED:
        raise TransitionError(_("This question has been dealt with. Load the page anew."), code="step")
    words = words.strip()
    wrong = tidy(words, "words", ANSWER_LENGTH, _("Write the answer."))
    Problems.raise_if(wrong + private.in_words(words, "words"))
    locked.state, locked.answer, locked.answered_by, locked.answered_at = QuestionState.REPLIED, words, by, at
    locked.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    _note(locked, "question.answered", by, at, QuestionState.ASKED)
    tell.question_settled(locked, at)
    return locked


@transaction.atomic
def withhold(*, question: PostingQuestion, reason: str, by: User, at: datetime) -> PostingQuestion:
    """Not shown, or no longer; that there was one and why stands in public. Only a supervisor, one of three reasons."""
    locked = _lock(question)
    access.require(by, locked.village, *who.CHECKERS)
    if locked.state == QuestionState.WITHHELD:
        raise TransitionError(_("This question is not shown already. Load the page anew."), code="step")
    if reason not in WithheldFor.values:
        raise DomainError(_("Choose the reason; it stands in public."), field="reason", code="reason")
    before = locked.state
    locked.state, locked.withheld_for, locked.withheld_by, locked.withheld_at = QuestionState.WITHHELD, reason, by, at
    locked.save(update_fields=["state", "withheld_for", "withheld_by", "withheld_at"])
    _note(locked, "question.withheld", by, at, before)
    tell.question_settled(locked, at)
    return locked


def _lock(question: PostingQuestion) -> PostingQuestion:
    rows = PostingQuestion.objects.select_for_update(of=("self",)).select_related("village", "posting", "household")
    found = rows.filter(village=question.village_id, pk=question.pk).first()
    if found is None:
        raise Gone(_("This question is no longer there. Load the page anew."), code="question_gone")
    require_module(found.village)
    return found


def _note(question: PostingQuestion, action: str, by: User, at: datetime, before: str) -> None:
    audit.record(
        by=by, at=at, action=action, subject=question, before={"state": before} if before else {},
        after={"state": question.state, "posting": question.posting_id},
    )  # fmt: skip
