from councils.models.body import Body, BodyMember, NearKin
from councils.models.feedback import Feedback
from councils.models.objection import Objection
from councils.models.review import Telling, Vote

__all__ = ["Body", "BodyMember", "Feedback", "NearKin", "Objection", "Telling", "Vote"]
