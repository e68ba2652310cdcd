"""What is held about a household's volunteers, their hours, and where it signed in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from councils.models import (
    PostHolder,
    ServiceClaim,
    ServiceRecord,
    ServiceReversal,
    ServiceSignature,
    ServiceWords,
    Shift,
    SignIn,
    Volunteer,
    VolunteerStrength,
)
from councils.queries.volunteers import hours
from points.models import Household
from points.queries.held import Section, joined, register_part


def _volunteers(household: Household) -> Section | None:
    village = household.village_id
    lines = []
    for row in Volunteer.objects.filter(village=village, household=household).order_by("joined_on", "id"):
        said = [str(row), f"{row.joined_on:%Y-%m-%d}"]
        said += [row.left_on.isoformat()] if row.left_on else []
        said += [_("agreed to be named in public")] if row.public_since else []
        lines.append(joined(said))
    held = VolunteerStrength.objects.filter(village=village, volunteer__household=household)
    lines += [
        joined([str(row.volunteer), row.strength.name])
        for row in held.select_related("volunteer", "strength").order_by("volunteer__name", "strength__number")
    ]
    holders = PostHolder.objects.filter(village=village, volunteer__household=household)
    lines += [
        joined([str(row.volunteer), row.post.name, f"{row.term_from:%Y-%m-%d}", row.pledge])
        for row in holders.select_related("volunteer", "post").order_by("term_from", "id")
    ]
    why = _("Who helps, at which post and what they promised. The name goes on request once somebody has left.")
    return Section(_("Volunteers"), why, lines)


def _hours(household: Household) -> Section | None:
    lines = []
    for row in hours.records(household.village).filter(volunteer__household=household):
        said = [f"{row.day:%Y-%m-%d}", str(row.volunteer), hours.in_words(row.quarters)]
        said += [words.text for words in row.words.all()]
        said += [f"{signature.get_as_who_display()}: {signature.by.name}" for signature in row.signatures.all()]
        said += [_("taken back: %(reason)s") % {"reason": reversal.reason} for reversal in row.reversals.all()]
        lines.append(joined(said))
    why = _("Hours of service, each signed by two. What was done can be erased; the hours stay.")
    return Section(_("Hours of service"), why, lines)


def _sign_ins(household: Household) -> Section | None:
    rows = SignIn.objects.filter(village=household.village_id, household=household).select_related("activity")
    lines = [
        joined([f"{row.activity.day:%Y-%m-%d}", row.activity.title, row.get_way_display()])
        for row in rows.order_by("activity__day", "id")
    ]
    why = _("Where it was, for the number of people and for points where the village uses them. They stay.")
    return Section(_("Activities"), why, lines)


def register() -> None:
    register_part("volunteers", 56, _volunteers, Volunteer, VolunteerStrength, PostHolder, Shift)
    register_part("hours", 57, _hours, ServiceRecord, ServiceWords, ServiceSignature, ServiceReversal)
    register_part("sign_ins", 58, _sign_ins, SignIn, ServiceClaim)
