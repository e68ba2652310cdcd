"""Drawing a panel 抽签 where too few supervisors are outsiders, and letting somebody drawn step back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.models import Objection, ObjectionVote, PanelSeat
from councils.queries import panels as queries
from councils.services import tell
from points.enums import Role
from points.models import User
from points.queries import access
from points.queries.villages import settings_on
from points.services import audit
from villagegov.kernel import clock, draw
from villagegov.kernel.errors import DomainError, TransitionError

EXCUSE_LENGTH = 120
#: Who may write down that somebody drawn cannot come.
KEEPERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)


@transaction.atomic
def ensure_deciders(*, objection: Objection, at: datetime) -> bool:
    """See to it that somebody from outside the first review can decide; whether anything changed.

    Supervisors decide while enough of them are outsiders. Otherwise a panel is drawn, once and for good; where no
    representative is left either, the case waits and the next run tries again. The case's row is locked, or is new.
    """
    if objection.drawn_at or not objection.is_open:
        return False
    settings = settings_on(objection.village, clock.local_day(at))
    free = queries.outsiders(objection, clock.local_day(at))
    spoken = ObjectionVote.objects.filter(village=objection.village_id, objection=objection).count()
    if len(free.supervisors) + spoken >= objection.deciders or not free.representatives or spoken:
        return False
    objection.seed, objection.drawn_at = draw.new_seed(), at
    objection.deciders = min(settings.panel_size, len(free.representatives))
    objection.save(update_fields=["seed", "drawn_at", "deciders"])
    places = draw.order(objection.seed, len(free.representatives))
    chosen = [free.representatives[place - 1] for place in places]
    PanelSeat.objects.bulk_create(
        PanelSeat(
            village=objection.village,
            objection=objection,
            member_id=person.seat_id or person.key,
            user_id=person.user_id,
            place=place,
            position=position,
        )
        for position, (place, person) in enumerate(zip(places, chosen, strict=True), 1)
    )
    audit.record(
        by=None,
        at=at,
        action="objection.drawn",
        subject=objection,
        after={"seed": objection.seed, "candidates": len(places), "deciders": objection.deciders},
    )
    tell.panel_drawn(objection, at)
    return True


@transaction.atomic
def excuse(*, seat: PanelSeat, reason: str, by: User, at: datetime) -> PanelSeat:
    """Somebody drawn cannot decide (ill, away, kin after all): the next in the order drawn takes the seat.

    Raises :class:`DomainError` where no reason is given, nobody is left to step in, or the word is already given.
    """
    access.require(by, seat.village, *KEEPERS)
    rows = Objection.objects.select_for_update(of=("self",)).select_related("village")
    objection = rows.get(village=seat.village_id, pk=seat.objection_id)
    if not objection.is_open:
        raise TransitionError(_("This case has been decided already."), code="decided")
    seats = queries.seats_of(objection)
    panel = queries.panel_of(objection, seats)
    seat = next(one for one in seats if one.pk == seat.pk)
    if seat not in panel:
        raise TransitionError(_("%(name)s is not on the panel.") % {"name": seat.member.name}, code="not_seated")
    if _spoken(objection, seat):
        raise DomainError(_("%(name)s has decided already.") % {"name": seat.member.name}, code="spoken")
    if sum(not one.excused for one in seats) <= objection.deciders:
        raise DomainError(_("Nobody is left who could step in."), field="reason", code="nobody_left")
    words = reason.strip()
    if not words or len(words) > EXCUSE_LENGTH:
        sentence = _("Write down why, in at most %(most)s characters.") % {"most": EXCUSE_LENGTH}
        raise DomainError(sentence, field="reason", code="required")
    seat.excused = words
    seat.save(update_fields=["excused"])
    audit.record(by=by, at=at, action="objection.excused", subject=objection, after={"seat": str(seat.pk)})
    return seat


def _spoken(objection: Objection, seat: PanelSeat) -> bool:
    rows = ObjectionVote.objects.filter(village=objection.village_id, objection=objection)
    if rows.filter(seat=seat).exists():
        return True
    return seat.user_id is not None and rows.filter(voter=seat.user_id).exists()
