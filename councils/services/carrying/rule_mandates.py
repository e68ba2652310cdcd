"""Mandates of rules from passed matters: what :mod:`points.services.mandates` asks of an app above."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from councils.matter_enums import MatterState, MatterWeight
from councils.models import Matter, MatterMandate
from councils.queries.carrying import rule_decisions
from points.models import Mandate, User, Village
from points.services import audit, mandates
from points.services.notices import address
from villagegov.kernel.errors import DomainError


class MatterSource:
    """Decisions on rules are matters; each carries one version."""

    def begun_on(self, village: Village) -> date | None:
        return rule_decisions.begun_on(village)

    def offers(self, village: Village) -> Sequence[mandates.RuleDecision]:
        return rule_decisions.offers(village)

    def take(self, village: Village, key: uuid.UUID) -> mandates.RuleDecision:
        """The matter is locked: two versions put in force at once do not share it."""
        rows = Matter.objects.select_for_update(of=("self",)).select_related("village")
        matter = rows.filter(village=village, pk=key).first()
        if matter is None or matter.weight != MatterWeight.RULES:
            raise DomainError(_("There is no such decision here. Load the page anew."), field="decision", code="none")
        if matter.state != MatterState.PASSED:
            sentence = _("This matter is “%(state)s”. Rules take effect by a matter that was passed.")
            raise DomainError(sentence % {"state": matter.get_state_display()}, field="decision", code="not_passed")
        if MatterMandate.objects.filter(village=village, matter=matter).exists():
            raise DomainError(
                _("Another version was put in force by this decision. Bring this one before the village too."),
                field="decision",
                code="used",
            )
        found = rule_decisions.offer(matter)
        if found is None:
            raise DomainError(
                _("Rules are decided by the representatives or by the villagers; this matter was decided by others."),
                field="decision",
                code="wrong_body",
            )
        return found

    def used(self, village: Village, key: uuid.UUID, mandate: Mandate, by: User | None, at: datetime) -> None:
        link = MatterMandate.objects.create(village=village, matter_id=key, mandate=mandate, by=by, at=at)
        audit.record(by=by, at=at, action="matter.mandate", subject=link.matter, after={"mandate": str(mandate.pk)})

    def address(self, village: Village) -> str:
        return address(village, "councils:matters")


def register() -> None:
    """Called once, when the app is ready."""
    mandates.register_source(MatterSource())
