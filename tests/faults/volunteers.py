"""Scenarios of volunteers and activities for tests of injected errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from councils.models import PostHolder
from councils.services.volunteers import activities, credit, hours, people, posts, sign_in, strengths, tasks
from tests.factories import Cast
from tests.volunteers import support
from tests.volunteers.support import MONTH, NOW, TODAY, home

Scenario = tuple[Callable[[Cast], Any], Callable[[Cast, Any], Any]]


def on(make: Callable[[Cast], Any] = lambda cast: None) -> Callable[[Cast], Any]:
    def prepared(cast: Cast) -> Any:
        support.switch_on(cast)
        return make(cast)

    return prepared


def _holder(cast: Cast) -> PostHolder:
    who = support.volunteer(cast, 1)
    where = support.post(cast, who, mode="shifts")
    posts.plan_rota(post=where, first=TODAY, weeks=3, each=1, by=cast.officer, at=NOW)
    found = PostHolder.objects.select_related("post__village", "volunteer").get(village=cast.village, post=where)
    found.village = cast.village
    return found


def _service(cast: Cast) -> Any:
    who = support.volunteer(cast, 1)
    return support.service(cast, who, support.post(cast, who))


def _deeds(cast: Cast) -> Any:
    support.counts_for(cast, service=1, evening=1)
    who = support.volunteer(cast, 1)
    support.service(cast, who, support.post(cast, who), signed_by=cast.administrator)
    support.signed_in(cast, support.held(cast), 2)


def _signed(cast: Cast) -> Any:
    made = support.activity(cast)
    support.signed_in(cast, made, 1)
    return made


VOLUNTEERS: dict[str, Scenario] = {
    "councils.services.volunteers.strengths.save_strength": (
        on(),
        lambda c, w: strengths.save_strength(
            village=c.village, name="调解", topics=["neighbours"], by=c.officer, at=NOW
        ),
    ),
    "councils.services.volunteers.strengths.add_usual": (
        on(), lambda c, w: strengths.add_usual(village=c.village, by=c.officer, at=NOW)
    ),
    "councils.services.volunteers.people.save_volunteer": (
        on(support.strength),
        lambda c, w: people.save_volunteer(
            village=c.village, data=people.PersonInput("李志", TODAY, home(c), strengths=[w.pk]), by=c.officer, at=NOW
        ),
    ),
    "councils.services.volunteers.people.leave": (
        on(_holder), lambda c, w: people.leave(volunteer=w.volunteer, day=TODAY, by=c.officer, at=NOW)
    ),
    "councils.services.volunteers.posts.save_post": (
        on(),
        lambda c, w: posts.save_post(
            village=c.village, data=posts.PostInput("调解岗", "劝和"), by=c.officer, at=NOW
        ),
    ),
    "councils.services.volunteers.posts.close_post": (
        on(_holder), lambda c, w: posts.close_post(post=w.post, by=c.officer, at=NOW)
    ),
    "councils.services.volunteers.posts.assign": (
        on(lambda c: (support.post(c), support.volunteer(c, 1))),
        lambda c, w: posts.assign(post=w[0], volunteer=w[1], term_from=TODAY, by=c.officer, at=NOW),
    ),
    "councils.services.volunteers.posts.end_term": (
        on(_holder), lambda c, w: posts.end_term(holder=w, day=TODAY, by=c.officer, at=NOW)
    ),
    "councils.services.volunteers.posts.plan_rota": (
        on(lambda c: support.post(c, support.volunteer(c, 1), mode="shifts")),
        lambda c, w: posts.plan_rota(post=w, first=TODAY, weeks=2, each=1, by=c.officer, at=NOW),
    ),
    "councils.services.volunteers.posts.set_shift": (
        on(lambda c: (_holder(c), support.volunteer(c, 2))),
        lambda c, w: posts.set_shift(post=w[0].post, week=TODAY, volunteers=[w[1].pk], by=c.officer, at=NOW),
    ),
    "councils.services.volunteers.hours.enter": (
        on(lambda c: (who := support.volunteer(c, 1), support.post(c, who))),
        lambda c, w: hours.enter(
            volunteer=w[0], data=hours.ServiceInput(TODAY, 6, "换水龙头", post=w[1]), by=c.officer, at=NOW
        ),
    ),
    "councils.services.volunteers.hours.sign": (
        on(_service), lambda c, w: hours.sign(record=w, by=c.administrator, at=NOW)
    ),
    "councils.services.volunteers.hours.take_back": (
        on(_service), lambda c, w: hours.take_back(record=w, reason="录错人", by=c.officer, at=NOW)
    ),
    "councils.services.volunteers.tasks.say_done": (
        on(lambda c: support.handed(c, support.volunteer(c, 0), household=1, kind="problem")),
        lambda c, w: tasks.say_done(demand=w, words="换好了", by=c.villager, at=NOW),
    ),
    "councils.services.volunteers.activities.plan": (
        on(),
        lambda c, w: activities.plan(
            village=c.village, data=activities.ActivityInput("law", "民法典", TODAY, "村委会", "法律顾问"),
            by=c.officer, at=NOW,
        ),
    ),
    "councils.services.volunteers.activities.report": (
        on(_signed),
        lambda c, w: activities.report(activity=w, participants=30, text="来了三十人", by=c.officer, at=NOW),
    ),
    "councils.services.volunteers.activities.call_off": (
        on(support.activity), lambda c, w: activities.call_off(activity=w, reason="下大雨", by=c.officer, at=NOW)
    ),
    "councils.services.volunteers.sign_in.tick": (
        on(_signed),
        lambda c, w: sign_in.tick(
            activity=w, people={home(c, 0).pk: 2}, known=[home(c, 1).pk], by=c.officer, at=NOW
        ),
    ),
    "councils.services.volunteers.credit.set_items": (
        on(), lambda c, w: credit.set_items(village=c.village, codes={"law": 1}, by=c.administrator, at=NOW)
    ),
    "councils.services.volunteers.credit.draft_claims": (
        on(_deeds), lambda c, w: credit.draft_claims(village=c.village, month=MONTH, by=c.officer, at=NOW)
    ),
}  # fmt: skip

VOLUNTEERS_EXEMPT = {
    "volunteers.common.*": "locks and sentences",
    "volunteers.erasing.register": "writes no row",
    "volunteers.credit.look": "reads",
    "volunteers.sign_in.sign_in": "the try before it outlives a refusal; tests/volunteers",
}
