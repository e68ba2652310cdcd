"""Words of volunteer posts, hours and activities."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PostMode(TextChoices):
    """How a volunteer post 志愿服务岗 is served."""

    ON_CALL = "on_call", _("on call")
    SHIFTS = "shifts", _("in weekly shifts")


class SignerKind(TextChoices):
    """In what capacity somebody signs for a volunteer's hours, besides the volunteer."""

    HELPED = "helped", _("who was helped")
    LEADER = "leader", _("team leader")
    OFFICE = "office", _("village office")


class ActivityKind(TextChoices):
    EVENING_SCHOOL = "evening", _("evening school")
    LAW_LECTURE = "law", _("law lecture")
    FOLK = "folk", _("folk event")
    PERFORMANCE = "show", _("performance")
    RULES = "rules", _("making the village rules known")
    CLEAN_UP = "clean_up", _("clean-up day")
    MEETING = "meeting", _("villagers’ gathering")
    OTHER = "other", pgettext_lazy("activity", "other activity")


class ActivityState(TextChoices):
    PLANNED = "planned", pgettext_lazy("activity", "planned")
    HELD = "took_place", pgettext_lazy("activity", "held")
    CANCELLED = "cancelled", pgettext_lazy("activity", "called off")


class SignInWay(TextChoices):
    PHONE = "phone", pgettext_lazy("sign-in", "by phone")
    PAPER = "paper", pgettext_lazy("sign-in", "on paper")


#: For what a village names an item of its points rules: service without a post of its own, and each kind of activity.
SERVICE_SOURCE = "service"
CREDIT_SOURCES = [(SERVICE_SOURCE, _("voluntary service")), *ActivityKind.choices]
