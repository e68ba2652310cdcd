"""The committee's work on the boards: the draft of an issue, and the way of each black entry."""

from boards.admin.black import BlackAdmin
from boards.admin.issues import IssueAdmin

__all__ = ["BlackAdmin", "IssueAdmin"]
