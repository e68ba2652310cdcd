"""Words of demands 诉求 and visits."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DemandKind(TextChoices):
    """What somebody brings to the village 诉求. The first three are the ones at which somebody must arrive 三必到."""

    PROBLEM = "problem", _("a problem")
    EMERGENCY = "emergency", _("an emergency")
    DISPUTE = "dispute", _("a dispute")
    WISH = "wish", _("a wish")


#: Working days within which somebody has to be there; none for a wish.
ARRIVE_WITHIN: dict[DemandKind, int] = {DemandKind.EMERGENCY: 1, DemandKind.DISPUTE: 2, DemandKind.PROBLEM: 3}


class DemandTopic(TextChoices):
    """What it is about, for what repeats."""

    WATER = "water", _("water")
    ROAD = "road", _("roads and lamps")
    POWER = "power", _("electricity and network")
    LAND = "land", _("land and boundaries")
    NEIGHBOURS = "neighbours", _("neighbours and family")
    CLEAN = "clean", _("rubbish and environment")
    BENEFITS = "benefits", _("subsidies and insurance")
    HOUSE = "house", _("house and safety")
    FARM = "farm", _("farm work and sales")
    OTHER = "other", _("something else")


class DemandState(TextChoices):
    FILED = "filed", _("received")
    HANDED = "handed", _("in hand")
    ANSWERED = "answered", _("answered, waits for the household’s word")
    REOPENED = "reopened", _("not so yet, once more in hand")
    SETTLED = "settled", _("settled")
    UNSETTLED = "unsettled", _("answered twice, the household does not agree")
    WITHDRAWN = "withdrawn", _("taken back")


_S = DemandState
#: Every step a demand can take. An answer may be looked at again on its day, so an answered one can be answered anew.
DEMAND_STEPS: dict[DemandState, frozenset[DemandState]] = {
    _S.FILED: frozenset({_S.HANDED, _S.ANSWERED, _S.WITHDRAWN}),
    _S.HANDED: frozenset({_S.HANDED, _S.ANSWERED, _S.WITHDRAWN}),
    _S.ANSWERED: frozenset({_S.ANSWERED, _S.SETTLED, _S.REOPENED, _S.UNSETTLED}),
    _S.REOPENED: frozenset({_S.REOPENED, _S.ANSWERED}),
    _S.SETTLED: frozenset({_S.ANSWERED}),
    _S.UNSETTLED: frozenset({_S.ANSWERED}),
    _S.WITHDRAWN: frozenset(),
}
#: Somebody of the office has something to do.
DEMAND_OPEN = (DemandState.FILED, DemandState.HANDED, DemandState.REOPENED)
#: With an answer in words.
DEMAND_ANSWERED = (DemandState.ANSWERED, DemandState.REOPENED, DemandState.SETTLED, DemandState.UNSETTLED)


class DemandOutcome(TextChoices):
    SOLVED = "solved", _("solved")
    EXPLAINED = "explained", _("explained: not possible now")
    PASSED_ON = "passed_on", _("passed on")


class DemandAct(TextChoices):
    """A dated row of a demand."""

    FILED = "filed", _("brought in")
    HANDED = "handed", _("handed to somebody")
    VISITED = "visited", _("somebody was there")
    #: By the volunteer it was handed to; the answer is still the office's.
    HELPED = "helped", _("the volunteer says it is done")
    ANSWERED = "answered", pgettext_lazy("demand", "answered")
    AGREED = "agreed", _("it is so")
    REOPENED = "reopened", _("it is not so")
    WITHDRAWN = "withdrawn", _("taken back")


class VisitKind(TextChoices):
    """Whom to visit 四必访. The first three come from care marks, the last from demands: it is nobody’s label."""

    HARDSHIP = "hardship", _("family in difficulty")
    LONE_ELDERLY = "lone_elderly", _("old people living alone")
    LEFT_BEHIND = "left_behind", _("children left behind")
    REVISIT = "revisit", pgettext_lazy("visit", "household to be visited again")


#: Days between two visits until the village says otherwise.
VISIT_DAYS: dict[VisitKind, int] = {
    VisitKind.HARDSHIP: 30,
    VisitKind.LONE_ELDERLY: 14,
    VisitKind.LEFT_BEHIND: 30,
    VisitKind.REVISIT: 30,
}
