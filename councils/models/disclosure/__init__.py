"""The disclosure board 公开栏: what the village owes its people to read, what was posted, what they asked."""

from councils.models.disclosure.duty import DisclosureCategory, DisclosureDuty, DutyTerms
from councils.models.disclosure.posting import Posting, PostingStep
from councils.models.disclosure.question import PostingQuestion
from councils.models.disclosure.shown import PostingFile, PostingTable, TableToMask

__all__ = [
    "DisclosureCategory",
    "DisclosureDuty",
    "DutyTerms",
    "Posting",
    "PostingFile",
    "PostingQuestion",
    "PostingStep",
    "PostingTable",
    "TableToMask",
]
