"""The titles a village gives, edited by its administrator. What was called keeps the rules it was called with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from boards.enums import Nominator
from boards.models import ContestTitle
from points.enums import Role
from points.models import User, Village
from points.queries import access
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel.errors import DomainError, Problems

NAME_LENGTH, ABOUT_LENGTH, CRITERION_LENGTH = 20, 200, 20
MOST_CRITERIA, MOST_PRIZES, MOST_POINTS = 8, 3, 100
CALL_DAYS = range(3, 46)


@dataclass(frozen=True)
class TitleValues:
    """What a title is about, what is looked at with how many marks, who nominates, what is given."""

    name: str
    criteria: Sequence[tuple[str, int]]
    nominators: Collection[Nominator] = tuple(Nominator)
    about: str = ""
    #: Empty: as the points rules say.
    prizes: Sequence[int] = ()
    minimum: int = 60
    same_items: Collection[int] = ()
    call_days: int = 10
    on: bool = True


#: The three of the field: what a village begins with and then makes its own.
USUAL = (
    TitleValues(
        "洁美庭院",
        (("院内整洁", 30), ("房前屋后", 30), ("垃圾分类", 20), ("绿化美化", 20)),
        about="庭院干净整齐，房前屋后无乱堆乱放，垃圾分类投放。",
        same_items=(36, 37),
    ),
    TitleValues(
        "致富能手",
        (("产业规模", 30), ("增收效果", 30), ("诚信经营", 20), ("带动他人", 20)),
        about="勤劳肯干，产业有规模、有效益，带动邻里一起增收。",
        same_items=(42,),
    ),
    TitleValues(
        "脱贫标兵",
        (("自力更生", 40), ("增收变化", 30), ("感恩互助", 30)),
        about="不等不靠，凭自己的劳动把日子过好，愿意帮助别人。",
    ),
)


@transaction.atomic
def save_title(
    *, village: Village, values: TitleValues, title: ContestTitle | None = None, by: User | None, at: datetime
) -> ContestTitle:
    """A new title, or another wording of one. Raises :class:`DomainError` naming each wrong field."""
    if by is not None:
        access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    row = _locked(title) if title is not None else ContestTitle(village=village, position=_next_place(village))
    Problems.raise_if(_wrong(village, row, values))
    row.name, row.about = _plain(values.name), _plain(values.about)
    row.criteria = [_plain(name) for name, _full in values.criteria]
    row.full_marks = [full for _name, full in values.criteria]
    row.nominators = [one.value for one in Nominator if one in values.nominators]
    row.prizes, row.minimum = list(values.prizes), values.minimum
    row.same_items = sorted(set(values.same_items))
    row.call_days, row.on = values.call_days, values.on
    row.save(force_insert=True) if title is None else row.save()
    action = "contest_title.added" if title is None else "contest_title.changed"
    audit.record(by=by, at=at, action=action, subject=row, after={"on": row.on, "prizes": row.prizes})
    return row


@transaction.atomic
def add_usual(*, village: Village, by: User | None, at: datetime) -> list[ContestTitle]:
    """The three usual titles, those that are not there yet."""
    known = set(ContestTitle.objects.filter(village=village).values_list("name", flat=True))
    return [save_title(village=village, values=values, by=by, at=at) for values in USUAL if values.name not in known]


def _locked(title: ContestTitle) -> ContestTitle:
    return ContestTitle.objects.select_for_update(of=("self",)).get(village=title.village_id, pk=title.pk)


def _next_place(village: Village) -> int:
    return (ContestTitle.objects.filter(village=village).aggregate(last=Max("position"))["last"] or 0) + 1


def _plain(text: str) -> str:
    return " ".join(text.split())


def _wrong(village: Village, row: ContestTitle, values: TitleValues) -> list[DomainError]:
    errors: list[DomainError] = []

    def wrong(field: str, sentence: str) -> None:
        errors.append(DomainError(sentence, field=field, code=field))

    name = _plain(values.name)
    others = ContestTitle.objects.filter(village=village, name=name)
    if not name or len(name) > NAME_LENGTH:
        wrong("name", _("Give the title a name of at most %(most)s characters.") % {"most": NAME_LENGTH})
    elif others.exclude(pk=row.pk).exists():
        wrong("name", _("There is a title of this name already. Change that one."))
    if len(_plain(values.about)) > ABOUT_LENGTH:
        wrong("about", _("Put it in at most %(most)s characters.") % {"most": ABOUT_LENGTH})
    if sentence := _wrong_criteria(values.criteria):
        wrong("criteria", sentence)
    if not values.nominators:
        wrong("nominators", _("Tick at least one: somebody must be able to nominate."))
    if sentence := _wrong_prizes(values.prizes):
        wrong("prizes", sentence)
    if not 0 <= values.minimum <= 100:
        wrong("minimum", _("Between 0 and 100 marks."))
    if values.call_days not in CALL_DAYS:
        wrong("call_days", _("Between %(least)s and %(most)s days.") % {"least": CALL_DAYS[0], "most": CALL_DAYS[-1]})
    return errors


def _wrong_criteria(criteria: Sequence[tuple[str, int]]) -> str:
    names = [_plain(name) for name, _full in criteria]
    if not 1 <= len(criteria) <= MOST_CRITERIA:
        return _("Name one to %(most)s criteria.") % {"most": MOST_CRITERIA}
    if any(not name or len(name) > CRITERION_LENGTH for name in names) or len(set(names)) < len(names):
        return _("Each criterion has its own name, of at most %(most)s characters.") % {"most": CRITERION_LENGTH}
    if any(full < 1 for _name, full in criteria) or sum(full for _name, full in criteria) != 100:
        return _("The full marks of all criteria make 100 together; now they make %(sum)s.") % {
            "sum": sum(full for _name, full in criteria)
        }
    return ""


def _wrong_prizes(prizes: Sequence[int]) -> str:
    if len(prizes) > MOST_PRIZES or any(not 1 <= points <= MOST_POINTS for points in prizes):
        return _("At most three prizes, of 1 to %(most)s points each.") % {"most": MOST_POINTS}
    if list(prizes) != sorted(prizes, reverse=True):
        return _("The first prize first: none is higher than the one before it.")
    return ""
