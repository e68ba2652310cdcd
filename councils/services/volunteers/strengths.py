"""The village's own list of strengths, and which demands each is offered for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from councils.enums import DemandTopic
from councils.models import Strength, StrengthTopic
from councils.models.volunteers.people import STRENGTH_LENGTH
from councils.services.texts import tidy
from councils.services.volunteers.common import begin, lock, words
from points.models import User, Village
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel.errors import DomainError, Problems

_T = DemandTopic
#: What most villages begin with.
USUAL: tuple[tuple[str, tuple[DemandTopic, ...]], ...] = (
    ("调解", (_T.NEIGHBOURS, _T.LAND)),
    ("水电维修", (_T.WATER, _T.POWER)),
    ("农技", (_T.FARM,)),
    ("照护", ()),
    ("文艺", ()),
    ("法律", (_T.LAND, _T.BENEFITS)),
    ("泥瓦木工", (_T.HOUSE, _T.ROAD)),
    ("环境整治", (_T.CLEAN,)),
    ("代办跑腿", (_T.BENEFITS, _T.OTHER)),
)


@transaction.atomic
def save_strength(
    *,
    village: Village,
    name: str,
    topics: Collection[str] = (),
    retired: bool = False,
    strength: Strength | None = None,
    by: User | None,
    at: datetime,
) -> Strength:
    """A new one, or a changed one; the same name again is the same strength. Raises naming ``name`` or ``topics``."""
    if by is not None:
        begin(village, by)
    lock_village(village)
    name = words(name)
    Problems.raise_if(tidy(name, "name", STRENGTH_LENGTH, _("Write what somebody can be good at.")))
    if set(topics) - set(DemandTopic.values):
        raise DomainError(_("Choose topics from the list."), field="topics", code="topic")
    same = Strength.objects.filter(village=village, name=name).first()
    if strength is None:
        row = same or Strength(village=village, number=_next(village))
    else:
        row = lock(strength)
        if same is not None and same.pk != row.pk:
            raise DomainError(_("This strength is on the list already."), field="name", code="taken")
    row.name, row.retired = name, retired
    row.save()
    StrengthTopic.objects.filter(village=village, strength=row).exclude(topic__in=topics).delete()
    StrengthTopic.objects.bulk_create(
        [StrengthTopic(village=village, strength=row, topic=topic) for topic in sorted(topics)], ignore_conflicts=True
    )
    audit.record(by=by, at=at, action="strength.saved", subject=row, after={"retired": retired})
    return row


def _next(village: Village) -> int:
    return (Strength.objects.filter(village=village).aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def add_usual(*, village: Village, by: User | None, at: datetime) -> int:
    """The usual ones that are not on the list yet; how many."""
    if by is not None:
        begin(village, by)
    lock_village(village)
    known = set(Strength.objects.filter(village=village).values_list("name", flat=True))
    new = [(name, topics) for name, topics in USUAL if name not in known]
    first = _next(village)
    rows = [Strength(village=village, number=first + place, name=name) for place, (name, _topics) in enumerate(new)]
    Strength.objects.bulk_create(rows)
    StrengthTopic.objects.bulk_create(
        StrengthTopic(village=village, strength=row, topic=topic)
        for row, (_name, topics) in zip(rows, new, strict=True)
        for topic in topics
    )
    audit.record_many([audit.row(by=by, at=at, action="strength.saved", subject=row) for row in rows])
    return len(rows)
