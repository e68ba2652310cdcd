"""Words of dividends, of legal service in figures, of projects."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DividendState(TextChoices):
    """How far the dividend 分红 of a year has come."""

    DRAFT = "draft", pgettext_lazy("dividend", "draft")
    CHECKED = "checked", pgettext_lazy("dividend", "checked by a supervisor")
    PUBLISHED = "published", pgettext_lazy("dividend", "published, being paid out")
    PAID = "paid", pgettext_lazy("dividend", "paid out")


#: What everybody reads.
DIVIDEND_PUBLIC = (DividendState.PUBLISHED, DividendState.PAID)


class DividendBasis(TextChoices):
    HEADS = "heads", _("per head")
    SHARES = "shares", _("by shares")


class Rounding(IntegerChoices):
    """To what the money per head or share is rounded down, in cents."""

    CENT = 1, _("to the cent")
    JIAO = 10, _("to the jiao")
    YUAN = 100, _("to the yuan")


class DividendReason(TextChoices):
    """Why a line was added to a published list. Choices alone: no words about people stand in accounts."""

    MISCOUNTED = "miscounted", _("number wrong on the list")
    LEFT_OUT = "left_out", _("was left out")
    NOT_ENTITLED = "not_entitled", _("had no claim on that day")
    SHARES = "shares", _("shares entered wrongly")


class LegalKind(TextChoices):
    """What the legal service 法律服务 gave, as figures."""

    CONSULTATION = "consultation", _("consultations")
    MEDIATION = "mediation", _("mediations")
    DOCUMENT = "document", _("documents drafted")
    APPLICATION = "application", _("applications for legal aid")
    LEAFLET = "leaflet", _("leaflets handed out")


#: Behind these stand people, so small numbers of them are held back in public.
LEGAL_PEOPLE = (LegalKind.CONSULTATION, LegalKind.MEDIATION, LegalKind.DOCUMENT, LegalKind.APPLICATION)


class ProjectStage(TextChoices):
    PLANNED = "planned", pgettext_lazy("project", "planned")
    RUNNING = "running", pgettext_lazy("project", "under way")
    FINISHED = "finished", pgettext_lazy("project", "finished")
    STOPPED = "stopped", pgettext_lazy("project", "stopped")
