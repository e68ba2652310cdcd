"""The one place that writes the state of a posting, with the dated row of the step."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from councils.enums_disclosure import POSTING_OPEN, POSTING_STEPS, PostingAct, PostingState
from councils.models import Posting, PostingStep
from councils.models.disclosure.posting import REASON_LENGTH
from councils.queries import private
from councils.services.modules import require_used
from councils.services.texts import tidy
from points.enums import Module
from points.models import User, Village
from points.services import audit
from villagegov.kernel.errors import Gone, Problems, TransitionError


def require_module(village: Village) -> None:
    """Nothing is written where the village does not use this part."""
    require_used(village, Module.DISCLOSURE)


def lock(posting: Posting) -> Posting:
    """The posting's row, as it stands now."""
    return lock_key(posting.village_id, posting.pk)


def lock_key(village: uuid.UUID, key: uuid.UUID) -> Posting:
    rows = Posting.objects.select_for_update(of=("self",)).select_related("village", "category", "duty")
    found = rows.filter(village=village, pk=key).first()
    if found is None:
        raise Gone(_("This posting is no longer there. Load the page anew."), code="posting_gone")
    require_module(found.village)
    return found


def require_open(posting: Posting) -> None:
    """Words, files and tables are changed before the check, or when it came back."""
    if posting.state not in POSTING_OPEN:
        sentence = _("This posting stands at “%(state)s” and is not changed any more. Load the page anew.")
        raise TransitionError(sentence % {"state": posting.get_state_display()}, code="step")


def step(
    posting: Posting, act: PostingAct, to: PostingState, *, by: User, at: datetime, words: str = "", **fields: Any
) -> None:
    """Change the locked posting and write its row; ``fields`` are further columns."""
    before = PostingState(posting.state)
    if to not in POSTING_STEPS[before]:
        sentence = _("This posting stands at “%(state)s” now, so this cannot be done. Load the page anew.")
        raise TransitionError(sentence % {"state": before.label}, code="step")
    posting.state = to
    for name, value in fields.items():
        setattr(posting, name, value)
    posting.save(update_fields=["state", *fields])
    written(posting, act, by=by, at=at, words=words, before=before)


def written(posting: Posting, act: PostingAct, *, by: User, at: datetime, words: str = "", before: str = "") -> None:
    """The dated row, and the audit without a word of it."""
    PostingStep.objects.create(village_id=posting.village_id, posting=posting, act=act, words=words, by=by, at=at)
    audit.record(
        by=by,
        at=at,
        action=f"posting.{act.value}",
        subject=posting,
        before={"state": before} if before else {},
        after={"state": posting.state, "number": posting.number, "edition": posting.edition},
    )


def reason_of(text: str, field: str = "reason") -> str:
    """Why, in a line; everybody may come to read it."""
    reason = " ".join(text.split())
    wrong = tidy(reason, field, REASON_LENGTH, _("Say why in a few words.")) + private.in_words(reason, field)
    Problems.raise_if(wrong)
    return reason
