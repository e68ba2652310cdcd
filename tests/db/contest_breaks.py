"""Each constraint of the tables of contests, broken."""

from __future__ import annotations

from datetime import date

from tests.db.breaking import Breaks, again, later
from tests.db.everything import AT, MONTH
from villagegov.db.keys import new_id

#: The quarter after the sample's.
QUARTER = date(2027, 1, 1)

CONTESTS: Breaks = {
    # boards: contests
    "boards_contesttitle_name_key": lambda w: again(w.contesttitle),
    "boards_contesttitle_marks_of_criteria": lambda w: again(w.contesttitle, name="另", full_marks=[50, 50]),
    "boards_contesttitle_minimum": lambda w: again(w.contesttitle, name="另", minimum=101),
    "boards_contest_quarter_key": lambda w: again(w.contest),
    "boards_contest_starts_a_quarter": lambda w: again(w.contest, quarter=later(MONTH)),
    "boards_contest_marks_of_criteria": lambda w: again(w.contest, quarter=QUARTER, criteria=["一", "二"]),
    "boards_contest_was_called": lambda w: again(w.contest, quarter=QUARTER, called_at=None),
    "boards_contest_was_judged": lambda w: again(w.contest, quarter=QUARTER, way=""),
    "boards_contest_was_decided": lambda w: again(w.contest, quarter=QUARTER, decided_at=None),
    "boards_contest_was_in_publicity": lambda w: again(w.contest, quarter=QUARTER, published_by=None),
    "boards_contest_awarded_has_moment": lambda w: again(w.contest, quarter=QUARTER, awarded_at=None),
    "boards_contest_end_has_reason": lambda w: again(w.contest, quarter=QUARTER, state="cancelled", awarded_at=None),
    "boards_contestentrant_once": lambda w: again(w.contestentrant, place=None),
    "boards_contestentrant_place_key": lambda w: again(w.contestentrant, household_id=new_id()),
    "boards_contestentrant_out_has_reason": lambda w: again(
        w.contestentrant, household_id=new_id(), place=None, state="withdrawn"
    ),
    "boards_contestentrant_withheld_has_place": lambda w: again(
        w.contestentrant, household_id=new_id(), place=None, withheld="不够"
    ),
    "boards_contestscore_once": lambda w: again(w.contestscore),
    "boards_contestscore_marks_or_recusal": lambda w: again(w.contestscore, round=2, recused="own"),
    "boards_contestwalk_round_key": lambda w: again(w.contestwalk),
    "boards_contestwalk_two_people": lambda w: again(w.contestwalk, round=2, confirmed_by=w.user, confirmed_at=AT),
    "boards_contestwalk_confirmed": lambda w: again(w.contestwalk, round=2, confirmed_at=AT),
    "boards_contestwalker_once": lambda w: again(w.contestwalker),
    "boards_contestobjection_decided_with_reason": lambda w: again(w.contestobjection, state="dismissed"),
    "boards_contestobjection_upheld_has_remedy": lambda w: again(w.contestobjection, remedy="rescore"),
    "boards_contestaward_once_a_quarter": lambda w: again(
        w.contestaward, number=2, place=2, points=0, ledger_entry=None
    ),
    "boards_contestaward_place_key": lambda w: again(
        w.contestaward, number=2, household_id=new_id(), points=0, ledger_entry=None
    ),
    "boards_contestaward_number_key": lambda w: again(
        w.contestaward, place=2, household_id=new_id(), points=0, ledger_entry=None
    ),
    "boards_contestaward_ledger_key": lambda w: again(w.contestaward, number=2, place=2, household_id=new_id()),
    "boards_contestaward_points_are_posted": lambda w: again(
        w.contestaward, number=2, place=2, household_id=new_id(), ledger_entry=None
    ),
    "boards_contestaward_at_most_the_prize": lambda w: again(
        w.contestaward, number=2, place=2, household_id=new_id(), ledger_entry_id=new_id(), prize=9
    ),
}
