"""What audit rows of volunteers and activities are about: posts and activities by name, people and hours by day."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from councils.models import Activity, ServiceRecord, SignIn, Strength, Volunteer, VolunteerPost
from points.models import Household, Village
from points.queries.audit_subjects import Subject, register_keys, register_subjects


def _named(model: Any) -> Any:
    def describe(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
        return {row.pk: Subject(str(row)) for row in model.objects.filter(village=village, pk__in=keys)}

    return describe


def _activities(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Activity.objects.filter(village=village, pk__in=keys)
    return {row.pk: Subject(f"{row.day:%Y-%m-%d} {row.title}") for row in rows}


def _services(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = ServiceRecord.objects.filter(village=village, pk__in=keys)
    words = _("Service of %(day)s")
    return {row.pk: Subject(words % {"day": f"{row.day:%Y-%m-%d}"}) for row in rows}


def _sign_ins(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = SignIn.objects.filter(village=village, pk__in=keys).select_related("activity")
    return {row.pk: Subject(f"{row.activity.day:%Y-%m-%d} {row.activity.title}") for row in rows}


def _volunteers_of(village: Village, household: Household) -> QuerySet[Any]:
    return Volunteer.objects.filter(village=village, household=household).values_list("id", flat=True)


def _services_of(village: Village, household: Household) -> QuerySet[Any]:
    rows = ServiceRecord.objects.filter(village=village, volunteer__household=household)
    return rows.order_by().values_list("id", flat=True)


def _sign_ins_of(village: Village, household: Household) -> QuerySet[Any]:
    return SignIn.objects.filter(village=village, household=household).values_list("id", flat=True)


def register() -> None:
    """Called once, when the app is ready."""
    register_subjects("councils.strength", _named(Strength))
    register_subjects("councils.volunteer", _named(Volunteer))
    register_keys("councils.volunteer", of_household=_volunteers_of)
    register_subjects("councils.volunteerpost", _named(VolunteerPost))
    register_subjects("councils.activity", _activities)
    register_subjects("councils.servicerecord", _services)
    register_keys("councils.servicerecord", of_household=_services_of)
    register_subjects("councils.signin", _sign_ins)
    register_keys("councils.signin", of_household=_sign_ins_of)
