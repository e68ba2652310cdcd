"""What follows from an event, in sentences, before it is recorded: points, ranking, public pages, log-ins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from points.enums import ClaimState, Role
from points.models import Claim, Consent, Entry, Household, Membership
from points.queries import base
from points.queries.claims import live_claims

Said = dict[str, Any]


def points_of_year(household: Household, today: date) -> int:
    """Points posted in the day's year."""
    rows = Entry.objects.filter(village=household.village_id, household=household, counted_in__year=today.year)
    return rows.aggregate(total=Sum("points"))["total"] or 0


def _under_way(household: Household, since: date) -> int:
    """Live claims not posted yet, for days from ``since`` on."""
    rows = live_claims(household.village).filter(household=household, day__gte=since)
    return rows.exclude(state=ClaimState.POSTED).count()


def _refused(household: Household, day: date) -> list[str]:
    count = _under_way(household, day)
    if not count:
        return []
    sentence = ngettext(
        "%(count)s claim under way is for a day from then on: it will be refused when it is sent up or decided.",
        "%(count)s claims under way are for days from then on: they will be refused when they are sent up or decided.",
        count,
    )
    return [sentence % {"count": count}]


def _stays(household: Household, today: date) -> str:
    return _("Its points stay where they are (%(points)s this year).") % {"points": points_of_year(household, today)}


def _named(household: Household) -> list[str]:
    if not household.names_public:
        return []
    return [_("It agreed to be named in public: that consent ends, and its name is masked at once.")]


def of_away(household: Household, said: Said, today: date) -> list[str]:
    return [
        _("From %(day)s on no deeds can be claimed for it, until it is back; deeds before that day still count.")
        % {"day": f"{said['day']:%Y-%m-%d}"},
        _stays(household, today),
        _(
            "It stands on no board meanwhile. After six months it has no place in the ranking. In public nothing is "
            "said."
        ),
        *_refused(household, said["day"]),
    ]


def of_some_away(household: Household, said: Said, today: date) -> list[str]:
    return [
        _("The household goes on earning points and stays in the ranking."),
        _("If only old, ill or disabled people are at home now, it is left out of the bottom three by itself."),
    ]


def of_back(household: Household, said: Said, today: date) -> list[str]:
    return [
        _("From %(day)s on its deeds can be claimed again.") % {"day": f"{said['day']:%Y-%m-%d}"},
        _("It stands in the ranking again from this period on."),
    ]


def of_some_back(household: Household, said: Said, today: date) -> list[str]:
    return [_("Nothing changes in points and ranking.")]


def of_head(household: Household, said: Said, today: date) -> list[str]:
    return [
        _("Number, points and log-ins stay with the household."),
        _("Public pages show the new head’s name, masked."),
        *_named(household),
    ]


def of_people(household: Household, said: Said, today: date) -> list[str]:
    return [_("Points and ranking do not depend on the number of people.")]


def of_split(household: Household, said: Said, today: date) -> list[str]:
    points = base.of_newcomer(household.village, said["day"])
    return [
        _("All points earned so far stay with the old household (%(points)s this year).")
        % {"points": points_of_year(household, today)},
        _("The new household gets %(points)s base points for this year, within the hour, by the rule of the scheme.")
        % {"points": points},
        _("Log-ins stay with the old household. The new one is masked in public until it agrees to be named."),
    ]


def of_merge(household: Household, said: Said, today: date) -> list[str]:
    return [
        _("Its points (%(points)s this year) stay on its own closed account and are not added to the other household.")
        % {"points": points_of_year(household, today)},
        _("It is closed and off every public page at once. Deeds before the day can still be claimed for it."),
        _("Its log-ins belong to the other household from now on. Its consents and care marks end."),
        *_refused(household, said["day"]),
    ]


def of_move_out(household: Household, said: Said, today: date) -> list[str]:
    return [
        _("It is closed and off every public page at once. Deeds before the day can still be claimed for it."),
        _stays(household, today),
        _("Its consents and care marks end. Its log-ins stay, so that it can read its passbook."),
        *_refused(household, said["day"]),
    ]


def of_death(household: Household, said: Said, today: date) -> list[str]:
    found = [
        _("It is closed and off every public page at once. Deeds before the day can still be claimed for it."),
        _stays(household, today),
    ]
    untold = Claim.objects.filter(village=household.village_id, household=household, state=ClaimState.TELLING).count()
    if untold:
        sentence = ngettext(
            "%(count)s deduction that waits to be told lapses.",
            "%(count)s deductions that wait to be told lapse.",
            untold,
        )
        found.append(sentence % {"count": untold})
    log_ins = Membership.objects.filter(
        village=household.village_id, household=household, role=Role.VILLAGER, active=True
    ).count()
    if log_ins:
        sentence = ngettext("%(count)s log-in ends.", "%(count)s log-ins end.", log_ins)
        found.append(sentence % {"count": log_ins})
    running = Consent.objects.filter(village=household.village_id, household=household, withdrawn_on=None)
    if running.exists():
        found.append(_("Its consents end."))
    return [*found, *_refused(household, said["day"])]


def of_reopen(household: Household, said: Said, today: date) -> list[str]:
    return [
        _("It is on the register again under its old number, with its old account."),
        _("Base points, if it has none this year, come by the rule for those who join during the year."),
        _("It stands in public again, masked: consents that have ended do not begin again."),
    ]


def of_living(household: Household, said: Said, today: date) -> list[str]:
    if household.resident:
        return [
            _("From %(day)s on it earns no points and has no place in the ranking.")
            % {"day": f"{said['day']:%Y-%m-%d}"},
            _stays(household, today),
            *_refused(household, said["day"]),
        ]
    return [
        _("From %(day)s on its deeds count.") % {"day": f"{said['day']:%Y-%m-%d}"},
        _("Base points, if it has none this year, come by the rule for those who join during the year."),
    ]


def of_ranking(household: Household, said: Said, today: date) -> list[str]:
    if household.unranked:
        return [_("It may stand among the bottom three again.")]
    return [
        _("It is not proposed for the bottom three and cannot be put on the black board."),
        _("It keeps its place in the ranking; nobody outside the office can tell."),
    ]


OF: dict[str, Callable[[Household, Said, date], list[str]]] = {
    "away": of_away,
    "some-away": of_some_away,
    "back": of_back,
    "some-back": of_some_back,
    "head": of_head,
    "people": of_people,
    "split": of_split,
    "merge": of_merge,
    "move-out": of_move_out,
    "death": of_death,
    "reopen": of_reopen,
    "living": of_living,
    "ranking": of_ranking,
}
