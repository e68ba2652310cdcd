"""What households suggest 建议, and what they are told. Taken up, one becomes a matter (see ``opening.draft``)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.matter_enums import SuggestionState
from councils.models import MatterSuggestion
from councils.models.matter import ANSWER_LENGTH, REASON_LENGTH
from councils.queries.matters import standing
from councils.services.matters.advancing import MatterStepError
from councils.services.texts import tidy
from points.enums import HouseholdState, NoticeKind, Role
from points.models import Household, User
from points.queries import access
from points.queries import notices as inboxes
from points.services import audit, notices
from points.services.locks import lock_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, Problems

#: A household's suggestions that wait for an answer.
MOST_OPEN = 5


@transaction.atomic
def suggest(
    *, household: Household, text: str, id: uuid.UUID | None = None, by: User, at: datetime
) -> MatterSuggestion:
    """By the household itself. Sent twice it is one; so many unanswered ones and it waits."""
    village = household.village
    access.require(by, village, Role.VILLAGER)
    if household.pk not in access.own_households(by, village):
        raise NotAllowed(_("You can suggest something for your own household only."), code="own")
    lock_village(village)
    if id and (done := MatterSuggestion.objects.filter(village=village, pk=id, made_by=by).first()):
        return done
    text = text.strip()
    wrong = tidy(text, "text", REASON_LENGTH, _("Write what you suggest."))
    if household.state == HouseholdState.CLOSED:
        wrong.append(DomainError(_("This household is closed. Choose the one it belongs to now."), code="closed"))
    mine = MatterSuggestion.objects.filter(village=village, household=household, state=SuggestionState.OPEN)
    if mine.count() >= MOST_OPEN:
        wrong.append(DomainError(_("Your earlier suggestions are still waiting for an answer."), code="too_many"))
    Problems.raise_if(wrong)
    made = MatterSuggestion(id=id or new_id(), village=village, household=household, text=text, made_by=by, made_at=at)
    made.save(force_insert=True)
    audit.record(by=by, at=at, action="suggestion.made", subject=made)
    return made


@transaction.atomic
def answer(*, suggestion: MatterSuggestion, words: str, by: User, at: datetime) -> MatterSuggestion:
    """Why it is not made a matter, or what was done about it at once."""
    access.require(by, suggestion.village, *standing.HANDLERS)
    rows = MatterSuggestion.objects.select_for_update(of=("self",)).select_related("village")
    locked = rows.get(village=suggestion.village_id, pk=suggestion.pk)
    if locked.state != SuggestionState.OPEN:
        raise MatterStepError(_("This suggestion was answered or taken up already."), code="step")
    words = words.strip()
    Problems.raise_if(tidy(words, "words", ANSWER_LENGTH, _("Write what you tell the household.")))
    locked.state, locked.answer, locked.answered_by, locked.answered_at = SuggestionState.ANSWERED, words, by, at
    locked.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    audit.record(by=by, at=at, action="suggestion.answered", subject=locked)
    homes = inboxes.of_households(locked.village, [locked.household_id])
    path = notices.address(locked.village, "councils:my_suggestions")
    draft = notices.Draft(
        NoticeKind.SUGGESTION_ANSWERED,
        homes.get(locked.household_id, []),
        path,
        {"day": clock.local_day(locked.made_at)},
    )
    notices.send(village=locked.village, drafts=[draft], at=at, but=by)
    return locked
