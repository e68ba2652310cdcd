"""Versions of the village rules: edited as a draft, adopted with a mandate that suffices, frozen from then on."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import InternalError, transaction
from django.db.utils import IntegrityError

from councils.models import RuleArticle, VillageRules
from councils.queries import village_rules as queries
from councils.services import village_rules as services
from points.models import Mandate, Village
from tests.dissuasion.support import NOW, VERSE, drafted, mandate
from tests.factories import Cast
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed

TOMORROW = date(2026, 11, 16)


def adopt(cast: Cast, rules: VillageRules, day: date = TOMORROW, **changes) -> VillageRules:
    return services.adopt(rules=rules, mandate=mandate(**changes), effective_from=day, by=cast.administrator, at=NOW)


def refused(act, code: str) -> DomainError:
    with pytest.raises(DomainError) as caught:
        act()
    assert code in {one.code for one in caught.value}, [one.code for one in caught.value]
    return caught.value


def test_a_version_holds_from_its_day_until_the_next(cast: Cast) -> None:
    assert queries.articles_on(cast.village, date(2026, 11, 1))[0].text == "不赌博"
    assert queries.articles_on(cast.village, date(2026, 9, 30)) == []
    draft = services.draft(village=cast.village, title="新版", by=cast.administrator, at=NOW)
    assert draft.verse == VERSE and len(queries.articles_of(draft)) == 3, "begun with the words of the latest"
    services.save_draft(
        rules=draft, title="新版", verse="", articles=[("公民道德", " 孝老人 "), ("", ""), ("公民道德", "和邻居")],
        by=cast.administrator, at=NOW,
    )  # fmt: skip
    adopt(cast, draft)
    assert queries.rules_on(cast.village, date(2026, 11, 15)).title == "村规民约"
    rows = queries.articles_on(cast.village, TOMORROW)
    assert [(row.number, row.text) for row in rows] == [(1, "孝老人"), (2, "和邻居")]
    assert [(one.name, len(one.articles)) for one in queries.by_aspect(rows)] == [("公民道德", 2)]


def test_it_works_in_a_village_without_points(cast: Cast) -> None:
    Village.objects.filter(pk=cast.village.pk).update(points_on=False)
    cast.village.points_on = False
    assert adopt(cast, drafted(cast)).mandate.in_favour == 66


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"present": 59, "in_favour": 50}, "mandate_attendance"),
        ({"in_favour": 35}, "mandate_majority"),
        ({"in_favour": 71}, "mandate_counts"),
        ({"filing": " "}, "mandate_not_filed"),
        ({"held_on": date(2026, 11, 17)}, "mandate_late"),
    ],
)
def test_a_mandate_that_does_not_suffice(cast: Cast, changes: dict, code: str) -> None:
    draft = drafted(cast)
    refused(lambda: adopt(cast, draft, **changes), code)
    assert VillageRules.objects.get(pk=draft.pk).is_draft and Mandate.objects.filter(village=cast.village).count() == 2


def test_days_that_cannot_be(cast: Cast) -> None:
    draft = drafted(cast)
    refused(lambda: adopt(cast, draft, day=date(2026, 11, 14)), "reaches_back")
    adopt(cast, draft)
    refused(lambda: adopt(cast, drafted(cast)), "day_taken")


def test_what_a_draft_must_be(cast: Cast) -> None:
    draft = services.draft(village=cast.village, title="新版", by=cast.administrator, at=NOW)

    def save(verse: str = "", articles=(), title: str = "新版") -> None:
        services.save_draft(rules=draft, title=title, verse=verse, articles=articles, by=cast.administrator, at=NOW)

    save(verse="，。\n" + "字" * 120)
    refused(lambda: save(verse="字" * 121), "verse")
    refused(lambda: save(title=" "), "title")
    assert refused(lambda: save(articles=[("", "不赌博")]), "aspect").field == "aspect_1"
    refused(lambda: save(articles=[("公民道德", "长" * 101)]), "too_long")
    refused(lambda: save(articles=[("公民道德", "好")] * 41), "too_many")
    refused(lambda: adopt(cast, draft), "no_articles")
    services.delete_draft(rules=draft, by=cast.administrator, at=NOW)
    refused(save, "rules_gone")


def test_what_was_adopted_is_frozen_in_the_service_and_in_the_database(cast: Cast) -> None:
    rules = queries.rules_on(cast.village, date(2026, 11, 15))
    said = {"title": "改", "verse": "", "articles": [], "by": cast.administrator, "at": NOW}
    refused(lambda: services.save_draft(rules=rules, **said), "rules_frozen")
    refused(lambda: services.delete_draft(rules=rules, by=cast.administrator, at=NOW), "rules_frozen")
    refused(lambda: adopt(cast, rules), "rules_frozen")
    article = queries.articles_of(rules)[0]
    here = {"village": cast.village}
    for act in (
        lambda: VillageRules.objects.filter(**here, pk=rules.pk).update(verse="改"),
        lambda: VillageRules.objects.filter(**here, pk=rules.pk).update(effective_from=None, mandate=None),
        lambda: RuleArticle.objects.filter(**here, pk=article.pk).update(text="改"),
        lambda: RuleArticle.objects.filter(**here, pk=article.pk).delete(),
        lambda: RuleArticle.objects.create(**here, rules=rules, number=9, aspect="公民道德", text="加"),
    ):
        with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
            act()


def test_who_may_and_where(cast: Cast) -> None:
    draft = drafted(cast)
    for user in (cast.officer, cast.branch, cast.supervisor, cast.villager):
        with pytest.raises(NotAllowed):
            services.draft(village=cast.village, title="新版", by=user, at=NOW)
        with pytest.raises(NotAllowed):
            services.adopt(rules=draft, mandate=mandate(), effective_from=TOMORROW, by=user, at=NOW)
    Village.objects.filter(pk=cast.village.pk).update(modules=[])
    cast.village.modules = []
    refused(lambda: services.draft(village=cast.village, title="新版", by=cast.administrator, at=NOW), "module_off")
    with clock.frozen(NOW):
        draft = VillageRules.objects.select_related("village").get(pk=draft.pk)
    refused(lambda: adopt(cast, draft), "module_off")
