"""What audit rows of this app are about, in words. An objection is told by its claim; who objected is told nowhere."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from councils.models import (
    Body,
    BodyMember,
    Breach,
    Correction,
    Demand,
    DisclosureCategory,
    DisclosureDuty,
    Dividend,
    Election,
    Grid,
    Handover,
    KinListing,
    LegalLecture,
    LegalRoom,
    MatterTask,
    Meeting,
    NearKin,
    Objection,
    Pairing,
    Posting,
    PostingQuestion,
    Project,
    Sample,
    SampledClaim,
    Settlement,
    VillagePicture,
    VillageRules,
    Visit,
    Vote,
)
from councils.queries.volunteers import subjects as volunteer_subjects
from points.models import Household, Village
from points.queries.audit_subjects import Subject, claim_words, register_keys, register_subjects
from villagegov.web.templatetags.web import month_name


def _objections(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Objection.objects.filter(village=village, pk__in=keys).select_related("claim__household")
    return {
        row.pk: Subject(
            _("Objection to: %(claim)s") % {"claim": claim_words(row.claim)},
            "admin:points_claim_change",
            (row.claim_id,),
        )
        for row in rows
    }


def _corrections(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Correction.objects.filter(village=village, pk__in=keys)
    return {
        row.pk: Subject(
            _("Correction %(number)s") % {"number": row.number}, "admin:points_entry_change", (row.entry_id,)
        )
        for row in rows
    }


def _corrections_of(village: Village, household: Household) -> QuerySet[Any]:
    return Correction.objects.filter(village=village, entry__household=household).values_list("id", flat=True)


def _bodies(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Body.objects.filter(village=village, pk__in=keys)
    return {row.pk: Subject(str(row), "admin:councils_body_change", (row.pk,)) for row in rows}


def _members(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = BodyMember.objects.filter(village=village, pk__in=keys).select_related("body")
    return {
        row.pk: Subject(f"{row.body.name}: {row.name}", "admin:councils_body_change", (row.body_id,)) for row in rows
    }


def _members_of(village: Village, household: Household) -> QuerySet[Any]:
    return BodyMember.objects.filter(village=village, household=household).values_list("id", flat=True)


def _elections(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Election.objects.filter(village=village, pk__in=keys).select_related("body")
    words = _("Election of %(day)s: %(body)s")
    return {row.pk: Subject(words % {"day": f"{row.held_on:%Y-%m-%d}", "body": row.body.name}) for row in rows}


def _handovers(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    return {row.pk: Subject(row.title) for row in Handover.objects.filter(village=village, pk__in=keys)}


def _settlements(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    return {row.pk: Subject(row.name) for row in Settlement.objects.filter(village=village, pk__in=keys)}


def _kin(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = NearKin.objects.filter(village=village, pk__in=keys).select_related("user", "seat", "household")
    return {row.pk: Subject(str(row)) for row in rows}


def _listings(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = KinListing.objects.filter(village=village, pk__in=keys).select_related("user", "seat")
    words = _("Near kin of %(name)s")
    return {row.pk: Subject(words % {"name": (row.user or row.seat).name}) for row in rows}  # type: ignore[union-attr]


def _meetings(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Meeting.objects.filter(village=village, pk__in=keys)
    words = _("Review meeting %(number)s")
    return {row.pk: Subject(words % {"number": row.number}) for row in rows}


def _samples(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Sample.objects.filter(village=village, pk__in=keys)
    words = _("Sample of %(month)s")
    return {row.pk: Subject(words % {"month": month_name(row.month)}) for row in rows}


def _breaches(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    """By number and article alone; whose it is stands on its own page."""
    rows = Breach.objects.filter(village=village, pk__in=keys).select_related("article")
    words = _("Breach no. %(number)s: article %(article)s")
    return {row.pk: Subject(words % {"number": row.number, "article": row.article}) for row in rows}


def _tasks(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = MatterTask.objects.filter(village=village, pk__in=keys).select_related("matter")
    words = _("task %(number)s of “%(matter)s”")
    return {row.pk: Subject(words % {"number": row.number, "matter": row.matter.title}) for row in rows}


def _breaches_of(village: Village, household: Household) -> QuerySet[Any]:
    return Breach.objects.filter(village=village, household=household).values_list("id", flat=True)


def _village_rules(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = VillageRules.objects.filter(village=village, pk__in=keys)
    return {row.pk: Subject(str(row)) for row in rows}


def _sampled(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = SampledClaim.objects.filter(village=village, pk__in=keys).select_related("claim__household")
    return {
        row.pk: Subject(
            _("Sample check of: %(claim)s") % {"claim": claim_words(row.claim)},
            "admin:points_claim_change",
            (row.claim_id,),
        )
        for row in rows
    }


def _sampled_of(village: Village, household: Household) -> QuerySet[Any]:
    return SampledClaim.objects.filter(village=village, claim__household=household).values_list("id", flat=True)


def _sampled_with(village: Village, word: str) -> QuerySet[Any]:
    return SampledClaim.objects.filter(village=village, words__icontains=word).values_list("id", flat=True)


def _objections_of(village: Village, household: Household) -> QuerySet[Any]:
    """To claims of the household; never those that the household made."""
    return Objection.objects.filter(village=village, claim__household=household).values_list("id", flat=True)


def _kin_of(village: Village, household: Household) -> QuerySet[Any]:
    return NearKin.objects.filter(village=village, household=household).values_list("id", flat=True)


def _decided_with(village: Village, word: str) -> QuerySet[Any]:
    """By the reason of the decision, which both sides read; not by what the objector wrote."""
    return Objection.objects.filter(village=village, reason__icontains=word).values_list("id", flat=True)


def _voted_with(village: Village, word: str) -> QuerySet[Any]:
    return Vote.objects.filter(village=village, note__icontains=word).values_list("claim_id", flat=True)


def _demands(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    """By number: what it is about is told on its own page."""
    rows = Demand.objects.filter(village=village, pk__in=keys)
    words = _("Demand %(number)s")
    return {row.pk: Subject(words % {"number": row.number}) for row in rows}


def _demands_of(village: Village, household: Household) -> QuerySet[Any]:
    return Demand.objects.filter(village=village, household=household).values_list("id", flat=True)


def _visits(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Visit.objects.filter(village=village, pk__in=keys)
    words = _("Visit of %(day)s")
    return {row.pk: Subject(words % {"day": f"{row.visited_on:%Y-%m-%d}"}) for row in rows}


def _visits_of(village: Village, household: Household) -> QuerySet[Any]:
    return Visit.objects.filter(village=village, household=household).values_list("id", flat=True)


def _grids(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    return {row.pk: Subject(row.name) for row in Grid.objects.filter(village=village, pk__in=keys)}


def _postings(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Posting.objects.filter(village=village, pk__in=keys)
    words = _("Posting %(number)s, edition %(edition)s")
    return {row.pk: Subject(words % {"number": row.number, "edition": row.edition}) for row in rows}


def _questions(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    """By the posting alone: who asked is told to nobody here."""
    rows = PostingQuestion.objects.filter(village=village, pk__in=keys).select_related("posting")
    words = _("Question to posting %(number)s")
    return {row.pk: Subject(words % {"number": row.posting.number}) for row in rows}


def _duties(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = DisclosureDuty.objects.filter(village=village, pk__in=keys)
    words = _("Duty to disclose %(number)s")
    return {row.pk: Subject(words % {"number": row.number}) for row in rows}


def _categories(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    return {row.pk: Subject(row.name) for row in DisclosureCategory.objects.filter(village=village, pk__in=keys)}


def _dividends(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    rows = Dividend.objects.filter(village=village, pk__in=keys)
    return {row.pk: Subject(_("Dividend of %(year)s") % {"year": row.year}) for row in rows}


def _named(model: Any) -> Any:
    """Rows that tell in their own words what they are and hold nothing personal."""

    def subjects(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
        return {row.pk: Subject(str(row)) for row in model.objects.filter(village=village, pk__in=keys)}

    return subjects


def _pairings(village: Village, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Subject]:
    """By the paired person; whose household it is stands on the page of pairs."""
    rows = Pairing.objects.filter(village=village, pk__in=keys)
    return {row.pk: Subject(_("Pairing of %(name)s") % {"name": row.name}) for row in rows}


def _pairings_of(village: Village, household: Household) -> QuerySet[Any]:
    return Pairing.objects.filter(village=village, household=household).values_list("id", flat=True)


def register() -> None:
    """Called once, when the app is ready."""
    register_subjects("councils.dividend", _dividends)
    for model in (LegalRoom, LegalLecture, Project, VillagePicture):
        register_subjects(model._meta.label_lower, _named(model))
    register_subjects("councils.pairing", _pairings)
    register_keys("councils.pairing", of_household=_pairings_of)
    register_subjects("councils.demand", _demands)
    register_keys("councils.demand", of_household=_demands_of)
    register_subjects("councils.visit", _visits)
    register_keys("councils.visit", of_household=_visits_of)
    register_subjects("councils.grid", _grids)
    register_subjects("councils.objection", _objections)
    register_subjects("councils.correction", _corrections)
    register_keys("councils.correction", of_household=_corrections_of)
    register_subjects("councils.body", _bodies)
    register_subjects("councils.bodymember", _members)
    register_keys("councils.bodymember", of_household=_members_of)
    register_subjects("councils.election", _elections)
    register_subjects("councils.handover", _handovers)
    register_subjects("councils.settlement", _settlements)
    register_subjects("councils.nearkin", _kin)
    register_subjects("councils.kinlisting", _listings)
    register_subjects("councils.meeting", _meetings)
    register_subjects("councils.sample", _samples)
    register_subjects("councils.sampledclaim", _sampled)
    register_keys("councils.sampledclaim", of_household=_sampled_of, with_word=_sampled_with)
    register_keys("councils.objection", of_household=_objections_of, with_word=_decided_with)
    register_keys("councils.nearkin", of_household=_kin_of)
    register_keys("councils.vote", with_word=_voted_with)
    register_subjects("councils.breach", _breaches)
    register_subjects("councils.mattertask", _tasks)
    register_keys("councils.breach", of_household=_breaches_of)
    register_subjects("councils.villagerules", _village_rules)
    register_subjects("councils.posting", _postings)
    register_subjects("councils.postingquestion", _questions)
    register_subjects("councils.disclosureduty", _duties)
    register_subjects("councils.disclosurecategory", _categories)
    volunteer_subjects.register()
