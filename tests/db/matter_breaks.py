"""The constraints of matters, sittings and procedures, each broken once."""

from __future__ import annotations

from tests.db.breaking import Breaks, again
from tests.db.everything import AT, DAY
from tests.factories import UserFactory
from villagegov.db.keys import new_id

MATTERS: Breaks = {
    "councils_procedure_name_key": lambda w: again(w.procedure),
    "councils_procedurestep_number_key": lambda w: again(w.procedurestep),
    "councils_procedurestep_majority": lambda w: again(w.procedurestep, number=2, majority=""),
    "councils_procedurestep_posted_days": lambda w: again(w.procedurestep, number=2, posted_days=7),
    "councils_procedurestep_urgent_is_shorter": lambda w: again(w.procedurestep, number=2, urgent_days=3),
    "councils_procedurestep_households": lambda w: again(w.procedurestep, number=2, households=True),
    "councils_mattersuggestion_in_words": lambda w: again(w.mattersuggestion, text=""),
    "councils_mattersuggestion_answered": lambda w: again(w.mattersuggestion, answered_at=AT),
    "councils_mattersuggestion_answer_in_words": lambda w: again(
        w.mattersuggestion, state="answered", answered_by=w.user, answered_at=AT
    ),
    "councils_matter_number_key": lambda w: again(w.matter, suggestion=None),
    "councils_matter_suggestion_key": lambda w: again(w.matter, number=9),
    "councils_matter_procedure": lambda w: again(w.matter, number=9, suggestion=None, procedure=None),
    "councils_matter_minor_is_its_result": lambda w: again(w.minor, number=9, result=""),
    "councils_matter_passed_on": lambda w: again(w.minor, number=9, decided_on=None),
    "councils_matter_reason": lambda w: again(w.matter, number=9, suggestion=None, state="withdrawn"),
    "councils_matter_opened": lambda w: again(w.matter, number=9, suggestion=None, state="running"),
    "councils_mattertask_number_key": lambda w: again(w.mattertask),
    "councils_mattertask_whose": lambda w: again(w.mattertask, number=2, user=w.user),
    "councils_mattertask_said": lambda w: again(w.mattertask, number=2, what=""),
    "councils_mattertask_ended_whole": lambda w: again(w.mattertask, number=2, ended_on=DAY),
    "councils_taskprogress_said": lambda w: again(w.taskprogress, text=""),
    "councils_matterresult_matter_key": lambda w: again(w.matterresult),
    "councils_matterresult_said": lambda w: again(w.matterresult, matter_id=new_id(), text=""),
    "councils_matterresult_later": lambda w: again(w.matterresult, matter_id=new_id(), look_again_on=DAY),
    "councils_matterresult_looked_whole": lambda w: again(w.matterresult, matter_id=new_id(), looked_on=DAY),
    "councils_matterfinding_once": lambda w: again(w.matterfinding),
    "councils_mattermandate_matter_key": lambda w: again(w.mattermandate, mandate_id=new_id()),
    "councils_mattermandate_mandate_key": lambda w: again(w.mattermandate, matter_id=new_id()),
    "councils_matterpaper_says_something": lambda w: again(w.matterpaper, photo=None),
    "councils_matterstep_number_key": lambda w: again(w.matterstep),
    "councils_matterstep_majority": lambda w: again(w.matterstep, number=2, majority=""),
    "councils_matterstep_posted_days": lambda w: again(w.matterstep, number=2, posted_days=7),
    "councils_matterstep_urgent_is_shorter": lambda w: again(w.matterstep, number=2, urgent_days=3),
    "councils_matterstep_households": lambda w: again(w.matterstep, number=2, households=True),
    "councils_matterstep_present": lambda w: again(w.matterstep, number=2, entitled=3, kept_away=1, present=3),
    "councils_matterstep_votes": lambda w: again(
        w.matterstep, number=2, entitled=3, kept_away=0, present=3, in_favour=2, against=1, abstained=1
    ),
    "councils_matterstep_failed_why": lambda w: again(w.matterstep, number=2, state="failed", done_at=AT),
    "councils_matterstep_done_at": lambda w: again(w.matterstep, number=2, state="passed"),
    "councils_matterstep_called_for": lambda w: again(w.matterstep, number=2, sitting=None),
    "councils_matterstep_posted_range": lambda w: again(w.matterstep, number=2, posted_from=DAY),
    "councils_sitting_number_key": lambda w: again(w.sitting),
    "councils_sitting_urgent_why": lambda w: again(w.sitting, number=9, urgent=True),
    "councils_sitting_held": lambda w: again(w.sitting, number=9, state="held"),
    "councils_sitting_cancelled_why": lambda w: again(w.sitting, number=9, state="cancelled"),
    "councils_sittingseat_member_key": lambda w: again(w.sittingseat),
    "councils_sittingseat_household_key": lambda w: again(w.sittingseat_with_household),
    "councils_sittingseat_whose": lambda w: again(w.sittingseat, household=w.household),
    "councils_sittingpage_key": lambda w: again(w.sittingpage),
    "councils_steprecusal_key": lambda w: again(w.steprecusal),
    "councils_stepvote_key": lambda w: again(w.stepvote),
    "councils_stepcount_place_key": lambda w: again(w.stepcount, typed_by=UserFactory()),
    "councils_stepcount_two_people": lambda w: again(w.stepcount, place=2),
    "councils_stepcount_first_or_second": lambda w: again(w.stepcount, place=3, typed_by=UserFactory()),
}
