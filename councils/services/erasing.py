"""What councils can erase of a household: see :mod:`points.services.privacy`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from councils.enums import DEMAND_OPEN
from councils.enums_disclosure import QuestionState
from councils.models import (
    BreachWords,
    DecisionTelling,
    Demand,
    DemandPhoto,
    DemandWords,
    MatterFinding,
    Pairing,
    PostingQuestion,
    Telling,
    Visit,
)
from councils.services.volunteers import erasing as volunteers
from points.models import Household, User
from points.services import photos
from points.services.erasing import OVER
from points.services.privacy import ErasePart, register_erasable


def _replies(household: Household, model: type[Telling] | type[DecisionTelling]) -> Any:
    rows = model._default_manager.filter(village=household.village_id, claim__household=household)
    return rows.filter(claim__state__in=OVER).exclude(reply="").order_by()


def _count_replies(household: Household) -> int:
    return sum(_replies(household, model).count() for model in (Telling, DecisionTelling))


def _erase_replies(household: Household, by: User, at: datetime) -> int:
    erased = 0
    for model in (Telling, DecisionTelling):
        keys = list(_replies(household, model).values_list("pk", flat=True))
        rows = model._default_manager.filter(village=household.village_id, pk__in=keys)
        erased += rows.update(reply="", read_back_to="")
    return erased


def _breach_words(household: Household) -> Any:
    rows = BreachWords.objects.filter(village=household.village_id, step__breach__household=household)
    return rows.filter(step__breach__closed_on__isnull=False).order_by()


def _erase_breach_words(household: Household, by: User, at: datetime) -> int:
    keys = list(_breach_words(household).values_list("pk", flat=True))
    BreachWords.objects.filter(village=household.village_id, pk__in=keys).delete()
    return len(keys)


def _over(household: Household) -> Any:
    """Demands nobody has to do anything about any more, with words left."""
    rows = Demand.objects.filter(village=household.village_id, household=household, erased_at__isnull=True)
    return rows.exclude(state__in=DEMAND_OPEN).order_by("pk")


def _erase_demands(household: Household, by: User, at: datetime) -> int:
    """The words and pictures; what the public page told of it goes too."""
    keys = list(_over(household).select_for_update(of=("self",)).values_list("pk", flat=True))
    village = household.village_id
    DemandWords.objects.filter(village=village, step__demand__in=keys).delete()
    links = DemandPhoto.objects.filter(village=village, demand__in=keys)
    pictures = list(links.values_list("photo_id", flat=True))
    links.delete()
    photos.drop_unused(village=household.village, photo_ids=pictures)
    return Demand.objects.filter(village=village, pk__in=keys).update(
        text="", place="", answer="", helper="", strength="", volunteer=None, public_words="", erased_at=at
    )


def _heard(household: Household) -> Any:
    return Visit.objects.filter(village=household.village_id, household=household).exclude(heard="").order_by()


def _erase_heard(household: Household, by: User, at: datetime) -> int:
    return _heard(household).update(heard="")


def _questions(household: Household) -> Any:
    rows = PostingQuestion.objects.filter(village=household.village_id, household=household, erased_at__isnull=True)
    return rows.exclude(state=QuestionState.ASKED).order_by()


def _erase_questions(household: Household, by: User, at: datetime) -> int:
    return _questions(household).update(text="", anonymous=True, erased_at=at)


def _old_pairings(household: Household) -> Any:
    """Those that ended. A running one is ended on the page of pairs."""
    return Pairing.objects.filter(village=household.village_id, household=household, until__isnull=False).order_by()


def _erase_pairings(household: Household, by: User, at: datetime) -> int:
    return _old_pairings(household).delete()[0]


def _found(household: Household) -> Any:
    return MatterFinding.objects.filter(village=household.village_id, household=household).exclude(words="").order_by()


def _erase_found(household: Household, by: User, at: datetime) -> int:
    return _found(household).update(words="")


def register() -> None:
    """Called once, when the app is ready."""
    volunteers.register()
    register_erasable(
        ErasePart(
            "questions",
            gettext_lazy("Words of questions to postings"),
            gettext_lazy("Of those that are answered or not shown. The answer stays, without a name."),
            lambda household: _questions(household).count(),
            _erase_questions,
        )
    )
    register_erasable(
        ErasePart(
            "pairings",
            gettext_lazy("Who was paired with it"),
            gettext_lazy("Of pairings that have ended."),
            lambda household: _old_pairings(household).count(),
            _erase_pairings,
        )
    )
    register_erasable(
        ErasePart(
            "findings",
            gettext_lazy("What it said about decisions that were carried out"),
            gettext_lazy("That it found it done or not stays, and is counted."),
            lambda household: _found(household).count(),
            _erase_found,
        )
    )
    register_erasable(
        ErasePart(
            "demands",
            gettext_lazy("Words and photos of demands"),
            gettext_lazy("Of those that have an answer or were taken back. Number, kind, days and outcome stay."),
            lambda household: _over(household).count(),
            _erase_demands,
        )
    )
    register_erasable(
        ErasePart(
            "heard",
            gettext_lazy("What was heard on visits"),
            gettext_lazy("That somebody was there, who and when, stays."),
            lambda household: _heard(household).count(),
            _erase_heard,
        )
    )
    register_erasable(
        ErasePart(
            "replies",
            gettext_lazy("What it said to deductions and decisions"),
            gettext_lazy("Of what has been decided. That it was told, when and by whom, stays."),
            _count_replies,
            _erase_replies,
        )
    )
    register_erasable(
        ErasePart(
            "breaches",
            gettext_lazy("What was said about breaches"),
            gettext_lazy("Of those that are closed. That they were, with their days, stays."),
            lambda household: _breach_words(household).count(),
            _erase_breach_words,
        )
    )
