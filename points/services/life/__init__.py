"""The life of a household: every event, through one door each. Rows are added, never changed.

Each service takes the day it happened (today or earlier), who records it and when, and an id made with the form, so
that a form sent twice is one event. Locks: claims (where some lapse), households by id, the village's numbers.
"""

from points.services.life.coming import come_back, go_away, send_some, set_resident, welcome_some
from points.services.life.ending import die_out, move_out, reopen
from points.services.life.family import change_head, change_people, set_ranked
from points.services.life.parting import merge, split
from points.services.life.striking import strike_out

__all__ = [
    "change_head",
    "change_people",
    "come_back",
    "die_out",
    "go_away",
    "merge",
    "move_out",
    "reopen",
    "send_some",
    "set_ranked",
    "set_resident",
    "split",
    "strike_out",
    "welcome_some",
]
