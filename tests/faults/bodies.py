"""Scenarios of bodies, settlements, elections and handovers for tests of injected errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile

from councils.enums import BodyKind
from councils.models import BodyMember, Candidate
from councils.services.bodies import elections, founding, handovers, members, procedure, settlements
from tests.bodies.support import NOW, TODAY, body, counted, election, fresh, handover, of_kind, sits, tally, who
from tests.factories import Cast

Scenario = tuple[Callable[[Cast], Any], Callable[[Cast, Any], Any]]
K = BodyKind


def _council(cast: Cast) -> Any:
    return body(cast, K.COUNCIL)


def _rules(cast: Cast) -> Any:
    return procedure.add_rules(
        body=_council(cast), title="规则", effective_from=TODAY, uploads=[ContentFile(b"%PDF-1.4\n%%EOF")],
        by=cast.administrator, at=NOW,
    )  # fmt: skip


def _village(cast: Cast) -> Any:
    return settlements.save_settlement(
        village=cast.village, number=1, name="聚居点", households=[cast.households[0].pk], by=cast.administrator, at=NOW
    )


def _in_village(cast: Cast, made: Any) -> Any:
    made.village = cast.village
    return made


def _handover(cast: Cast) -> Any:
    made = handover(cast, of_kind(cast, K.BRANCH))
    handovers.add_seat(
        handover=made, body=of_kind(cast, K.BRANCH), data=who("新支委", party_member=True, user_id=cast.officer.pk),
        by=cast.administrator, at=NOW,
    )  # fmt: skip
    return made


def _carry_out(cast: Cast, made: Any) -> None:
    keys = [f"{cast.branch.pk}:committee", f"{cast.officer.pk}:committee"]
    handovers.carry_out(handover=made, roles=keys, by=cast.administrator, at=NOW)


def _party(cast: Cast) -> Any:
    BodyMember.objects.filter(village=cast.village).update(party_member=True)
    return handover(cast, of_kind(cast, K.BRANCH))


def _typed(cast: Cast) -> Any:
    found = election(cast)
    elections.type_count(election=found, tally=tally(found, 70, 41, 30), by=cast.officer, at=NOW)
    return found


BODIES: dict[str, Scenario] = {
    "councils.services.bodies.settlements.save_settlement": (lambda c: None, lambda c, w: _village(c)),
    "councils.services.bodies.settlements.remove_settlement": (
        lambda c: _in_village(c, _village(c)),
        lambda c, w: settlements.remove_settlement(settlement=w, by=c.administrator, at=NOW),
    ),
    "councils.services.bodies.founding.found_body": (
        lambda c: None,
        lambda c, w: founding.found_body(
            village=c.village, data=founding.BodyInput("议事会", K.COUNCIL), by=c.administrator, at=NOW
        ),
    ),
    "councils.services.bodies.founding.change_body": (
        _council,
        lambda c, w: founding.change_body(
            body=w, data=founding.BodyInput("议事会", K.COUNCIL, duty="议事"), by=c.administrator, at=NOW
        ),
    ),
    "councils.services.bodies.founding.close_body": (
        _council, lambda c, w: founding.close_body(body=w, last_day=TODAY, by=c.administrator, at=NOW)
    ),
    "councils.services.bodies.members.add_member": (
        _council, lambda c, w: members.add_member(body=w, data=who(), term_from=TODAY, by=c.administrator, at=NOW)
    ),
    "councils.services.bodies.members.change_member": (
        lambda c: sits(_council(c), "何平"),
        lambda c, w: members.change_member(member=w, data=who("何萍"), by=c.administrator, at=NOW),
    ),
    "councils.services.bodies.members.end_member": (
        lambda c: sits(_council(c), "何平"),
        lambda c, w: members.end_member(member=w, last_day=TODAY, reason="resigned", by=c.administrator, at=NOW),
    ),
    "councils.services.bodies.procedure.add_rules": (
        _council,
        lambda c, w: procedure.add_rules(
            body=w, title="规则", effective_from=TODAY, text="先议后决", by=c.administrator, at=NOW
        ),
    ),
    "councils.services.bodies.procedure.take_away": (
        lambda c: _in_village(c, _rules(c)), lambda c, w: procedure.take_away(rules=w, by=c.administrator, at=NOW)
    ),
    "councils.services.bodies.elections.open_election": (
        _council,
        lambda c, w: elections.open_election(
            body=w, data=elections.ElectionInput(TODAY, 2, TODAY), by=c.administrator, at=NOW
        ),
    ),
    "councils.services.bodies.elections.put_up": (
        election, lambda c, w: elections.put_up(election=w, data=who("丁"), by=c.administrator, at=NOW)
    ),
    "councils.services.bodies.elections.take_down": (
        lambda c: fresh(Candidate.objects.filter(election=election(c)).select_related("election")[0]),
        lambda c, w: elections.take_down(candidate=w, by=c.administrator, at=NOW),
    ),
    "councils.services.bodies.elections.type_count": (
        _typed, lambda c, w: elections.type_count(election=w, tally=tally(w, 70, 41, 30), by=c.supervisor, at=NOW)
    ),
    "councils.services.bodies.elections.discard_counts": (
        _typed, lambda c, w: elections.discard_counts(election=w, by=c.officer, at=NOW)
    ),
    "councils.services.bodies.elections.decide": (
        lambda c: counted(c, election(c), 70, 41, 30),
        lambda c, w: elections.decide(election=w, by=c.administrator, at=NOW),
    ),
    "councils.services.bodies.elections.cancel_election": (
        _typed, lambda c, w: elections.cancel_election(election=w, by=c.administrator, at=NOW)
    ),
    "councils.services.bodies.handovers.prepare": (
        lambda c: of_kind(c, K.BRANCH), handover
    ),
    "councils.services.bodies.handovers.add_seat": (
        lambda c: handover(c, of_kind(c, K.BRANCH)),
        lambda c, w: handovers.add_seat(
            handover=w, body=of_kind(c, K.BRANCH), data=who("新", party_member=True), by=c.administrator, at=NOW
        ),
    ),
    "councils.services.bodies.handovers.keep_members": (
        _party,
        lambda c, w: handovers.keep_members(
            handover=w, body=of_kind(c, K.BRANCH), by=c.administrator, at=NOW,
            members=BodyMember.objects.filter(village=c.village, user=c.branch).values_list("pk", flat=True),
        ),
    ),
    "councils.services.bodies.handovers.drop_seat": (
        lambda c: fresh(_handover(c).seats.select_related("handover").get()),
        lambda c, w: handovers.drop_seat(seat=w, by=c.administrator, at=NOW),
    ),
    "councils.services.bodies.handovers.give_up": (
        _handover, lambda c, w: handovers.give_up(handover=w, by=c.administrator, at=NOW)
    ),
    "councils.services.bodies.handovers.carry_out": (_handover, _carry_out),
}  # fmt: skip

BODIES_EXEMPT = {
    "bodies.members.fields_of": "reads",
    "bodies.members.check_seats": "reads",
    "bodies.members.refusal": "reads",
    "bodies.members.seat_mistakes": "reads",
    "bodies.members.term_mistakes": "reads",
    "bodies.procedure.paper": "reads",
    "bodies.elections.seat_fields": "reads",
}
