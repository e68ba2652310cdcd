"""What a form about seats offers: accounts of the village, and as what one can sit in a body."""

from __future__ import annotations

from datetime import date, timedelta

from councils.enums import BodyKind, SeatKind
from councils.models import Body
from points.models import Membership, User, Village
from villagegov.kernel import periods

#: Years of a term: the law's for the committees (Article 11, text of 2018), offered for every body.
TERM_YEARS = 5
_EVERYWHERE = (SeatKind.HEAD, SeatKind.DEPUTY, SeatKind.MEMBER)
_MORE: dict[BodyKind, tuple[SeatKind, ...]] = {
    BodyKind.COUNCIL: (SeatKind.GROUP, SeatKind.RESPECTED, SeatKind.PARTY),
    BodyKind.REPRESENTATIVES: (SeatKind.GROUP,),
    BodyKind.OWNERS: (SeatKind.GROUP, SeatKind.PARTY),
    BodyKind.SETTLEMENT: (SeatKind.GROUP, SeatKind.RESPECTED, SeatKind.PARTY),
    BodyKind.SUPERVISION_TEAM: (SeatKind.GROUP, SeatKind.PARTY),
    BodyKind.PARTY_GROUP: (SeatKind.SENT,),
    BodyKind.LEADING_GROUP: (SeatKind.SENT, SeatKind.PARTY, SeatKind.RESPECTED, SeatKind.GROUP),
    BodyKind.WORKING_GROUP: (SeatKind.SENT, SeatKind.PARTY, SeatKind.RESPECTED, SeatKind.GROUP),
    BodyKind.BRANCH: (SeatKind.SENT,),
}


def seat_kinds(body: Body) -> tuple[SeatKind, ...]:
    return _EVERYWHERE + _MORE.get(BodyKind(body.kind), ())


def accounts_of(village: Village) -> list[User]:
    """Everybody with an account of the village, by name. One query."""
    rows = Membership.objects.filter(village=village, active=True, user__is_active=True).select_related("user")
    return sorted({row.user for row in rows}, key=lambda user: (user.name, user.pk))


def term_end(first: date) -> date:
    """The last day of a term that begins on a day."""
    return periods.shift_months(first, 12 * TERM_YEARS) - timedelta(days=1)
