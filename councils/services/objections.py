"""Objections to a claim in publicity: made by a villager, decided by a supervisor from outside the review.

An objection holds its claim; only a decision lets it go on. The claim's row is the lock that objecting, posting and
deciding share.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import ObjectionState
from councils.models import Objection
from councils.queries import objections as queries
from points.enums import ClaimState, Role
from points.models import Claim, User
from points.queries import access
from points.services import audit
from points.services.claims import change_state
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

TEXT_LENGTH = 500
#: The reason stands on the claim too, where its household reads it.
REASON_LENGTH = 300


@transaction.atomic
def object_to(*, claim: Claim, text: str, by: User, at: datetime) -> Objection:
    """Hold the claim. The same person objecting again while theirs is open gets the first objection back.

    Raises :class:`NotAllowed` for people who are no villagers of the village and for claims they cannot see,
    :class:`TransitionError` where the claim is no longer in publicity, :class:`DomainError` for ``text``.
    """
    access.require(by, claim.village, Role.VILLAGER)
    claim = _locked(claim)
    if not queries.may_see(by, claim):
        raise NotAllowed(_("This claim is not on the public list."), code="not_listed")
    earlier = Objection.objects.filter(village=claim.village_id, claim=claim, objector=by).order_by("-made_at").first()
    if earlier is not None and earlier.state == ObjectionState.OPEN:
        return earlier
    if earlier is not None:
        raise TransitionError(_("Your objection to this claim has been decided. You find the reason on your page."))
    _in_publicity(claim, at)
    objection = Objection.objects.create(
        village=claim.village, claim=claim, objector=by, text=_words(text, "text", TEXT_LENGTH), made_at=at
    )
    change_state(claims=[claim], to=ClaimState.HELD, at=at)
    # Nobody's name: the audit is read by people who must not learn who objected. The objection itself keeps it.
    audit.record(
        by=None,
        at=at,
        action="claim.held",
        subject=claim,
        before={"state": ClaimState.PUBLICISED},
        after={"state": ClaimState.HELD, "objection": str(objection.pk)},
    )
    return objection


@transaction.atomic
def decide_objection(*, objection: Objection, uphold: bool, reason: str, by: User, at: datetime) -> Objection:
    """Uphold: the claim is rejected. Dismiss: it stands in publicity again, until today at least, and is posted after.

    Raises :class:`NotAllowed` for whoever is no supervisor or had a part in the claim, :class:`TransitionError` where
    it is decided already, :class:`DomainError` for ``reason``.
    """
    access.require(by, objection.village, Role.SUPERVISOR)
    claim = _locked(objection.claim)
    objection = Objection.objects.select_for_update(of=("self",)).get(village=claim.village_id, pk=objection.pk)
    objection.claim = claim
    if objection.state != ObjectionState.OPEN:
        raise TransitionError(_("This objection has been decided already. Look at the list again."), code="decided")
    if obstacle := queries.obstacles(by, claim.village, [objection]).get(objection.pk):
        raise NotAllowed(obstacle, code="obstacle")
    words = _words(reason, "reason", REASON_LENGTH)
    objection.state = ObjectionState.UPHELD if uphold else ObjectionState.DISMISSED
    objection.decided_by, objection.decided_at, objection.reason = by, at, words
    objection.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    if uphold:
        change_state(claims=[claim], to=ClaimState.REJECTED, at=at, decision_note=words)
    else:
        assert claim.publicity_until is not None
        until = max(claim.publicity_until, clock.local_day(at))
        change_state(claims=[claim], to=ClaimState.PUBLICISED, at=at, publicity_until=until)
    audit.record(
        by=by,
        at=at,
        action="objection.decided",
        subject=objection,
        before={"state": ObjectionState.OPEN, "claim": ClaimState.HELD},
        after={"state": objection.state, "claim": claim.state},
    )
    return objection


def _locked(claim: Claim) -> Claim:
    return (
        Claim.objects.select_for_update(of=("self",))
        .select_related("village", "household", "item__category")
        .get(village=claim.village_id, pk=claim.pk)
    )


def _in_publicity(claim: Claim, at: datetime) -> None:
    """Refuse unless one may object now: by the day, whether or not the hourly run has been by."""
    if claim.state == ClaimState.HELD:
        sentence = _("Somebody has objected to this claim already. It is being checked and is not counted meanwhile.")
    elif claim.state == ClaimState.POSTED:
        sentence = _(
            "This claim has been posted meanwhile. "
            "Tell the supervision committee: a mistake is put right by a correction."
        )
    elif claim.state == ClaimState.REJECTED:
        sentence = _("This claim has been rejected meanwhile. It gives and takes no points.")
    elif claim.state != ClaimState.PUBLICISED:
        sentence = _("This claim is not in publicity. One can object when it is.")
    elif claim.publicity_until and claim.publicity_until < clock.local_day(at):
        sentence = _(
            "Its publicity ended on %(day)s. Tell the supervision committee: a mistake is put right by a correction."
        ) % {"day": claim.publicity_until.isoformat()}
    else:
        return
    raise TransitionError(sentence, code="not_in_publicity")


def _words(text: str, field: str, most: int) -> str:
    words = text.strip()
    if not words:
        raise DomainError(_("Say what is wrong, in a few words."), field=field, code="required")
    if len(words) > most:
        raise DomainError(_("Put it in at most %(most)s characters.") % {"most": most}, field=field, code="too_long")
    return words
