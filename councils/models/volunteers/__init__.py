"""Volunteers 志愿者: people and strengths, posts 志愿服务岗, hours signed by two, activities, claims from them."""

from councils.models.volunteers.activities import Activity, ActivityPhoto, SignIn
from councils.models.volunteers.credit import ServiceClaim, ServiceItem
from councils.models.volunteers.hours import ServiceRecord, ServiceReversal, ServiceSignature, ServiceWords
from councils.models.volunteers.people import Strength, StrengthTopic, Volunteer, VolunteerStrength
from councils.models.volunteers.posts import PostHolder, Shift, VolunteerPost

__all__ = [
    "Activity",
    "ActivityPhoto",
    "PostHolder",
    "ServiceClaim",
    "ServiceItem",
    "ServiceRecord",
    "ServiceReversal",
    "ServiceSignature",
    "ServiceWords",
    "Shift",
    "SignIn",
    "Strength",
    "StrengthTopic",
    "Volunteer",
    "VolunteerPost",
    "VolunteerStrength",
]
